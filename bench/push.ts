import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { silent } from "../src/core/progress.ts";
import type { Descriptor } from "../src/oci/descriptor.ts";
import { openRegistry } from "../src/registry/client/open-registry.ts";
import { BlobSender } from "../src/release/publish/blob-sender.ts";
import { publishImage } from "../src/release/publish/publish-image.ts";
import { openStore, type Store } from "../src/store/open-store.ts";
import { type DockerRegistry, dockerRegistry } from "../test/e2e/support/docker-registry.ts";
import { goTool } from "../test/e2e/support/go-tools.ts";
import { lacking } from "../test/e2e/support/tools.ts";
import { type Bench, type Row, Skipped } from "./benchmark.ts";
import { type Call, interleaved, type Measured, type Subject, time } from "./measure.ts";
import { putIncompressible } from "./push-image.ts";
import { makeWorkspace } from "./workspace.ts";

const layers = 20;
const layerSize = 10e6;
const name = "bench:1";

/** 200 MB in 20 layers to `docker-registry` on this machine, beside crane and skopeo: all of it, and nothing of it. */
export async function push(bench: Bench): Promise<Row[]> {
  const crane = await craneProgram();
  const folder = join(bench.folder, "push");
  mkdirSync(join(folder, "registry"), { recursive: true });
  const registry = await dockerRegistry(join(folder, "registry"));
  try {
    const layout = await openStore(join(folder, "layout"));
    const root = await putIncompressible(layout, { name, layers, layerSize });
    const call = callOf(layout, root, registry);
    const peers = [craneOf(crane, layout, registry), skopeoOf(layout, registry)];
    const empty = () => rmSync(join(folder, "registry", "data"), { recursive: true, force: true });
    const cold = [call, ...peers].map((one) => ({ ...one, before: empty }));
    const [ours, ...theirs] = await interleaved(cold, 7);
    const idle = [call, await commandOf(bench, registry), ...peers];
    // Each round began with an empty registry: what the last one put there is alone in it.
    for (const one of idle) await time(one);
    const node = { name: "node -e 0", program: process.execPath, args: ["-e", "0"] };
    const [again, command, ...idlePeers] = await interleaved([...idle, node], 15);
    if (!ours || !again || !command) throw new Error("nothing was measured");
    const bare = idlePeers.pop()?.time ?? 0;
    const [peer, idlePeer] = [fastest(theirs), fastest(idlePeers)];
    const what = "push of 200 MB in 20 layers";
    return [
      { name: `${what}, in a running process`, ours, peer, bar: { times: 1 / 0.9 } },
      {
        name: `${what}, nothing to do, in a running process`,
        ours: again,
        peer: idlePeer,
        bar: { times: 0.5 },
      },
      {
        name: "`cooper push` of a service, nothing to do",
        ours: command,
        peer: idlePeer,
        note: `of which to start Node alone takes ${bare.toFixed(0)} ms`,
      },
    ];
  } finally {
    await registry.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function craneProgram(): Promise<string> {
  const crane = await goTool("github.com/google/go-containerregistry/cmd/crane", "v0.20.6");
  const lacks = [
    crane.lack,
    await lacking("skopeo", "--version"),
    await lacking("docker-registry", "--version"),
  ];
  const lack = lacks.find((one) => one !== false);
  if (lack) throw new Skipped(lack);
  return crane.program;
}

function fastest(measured: readonly Measured[]): Measured | undefined {
  return measured.toSorted((a, b) => a.time - b.time)[0];
}

/** What a running process does: it is there already, and so is its client's code. */
function callOf(layout: Store, root: Descriptor, { host }: DockerRegistry): Call {
  const { blobs } = layout;
  const publication = { name, root, repository: { registry: host, repository: "call/bench" }, tags: ["1"] };
  return {
    name: "call in a running process",
    call: async () => {
      const client = openRegistry({ env: process.env });
      const sender = new BlobSender(client, blobs);
      await publishImage(publication, { client, blobs, sender, progress: silent });
    },
  };
}

async function commandOf(bench: Bench, { host }: DockerRegistry): Promise<Subject> {
  const { root } = await makeWorkspace(join(bench.folder, "push", "workspace"), [{ name: "push", files: 8 }]);
  const args = ["push", "--registry", `${host}/command`, "--tag", "1", "--platform", "linux/amd64"];
  return bench.cooper({ name: "cooper push", args, cwd: root });
}

function craneOf(program: string, { folder }: Store, { host }: DockerRegistry): Subject {
  return { name: "crane push", program, args: ["push", folder, `${host}/crane/bench:1`] };
}

function skopeoOf({ folder }: Store, { host }: DockerRegistry): Subject {
  const [from, to] = [`oci:${folder}:${name}`, `docker://${host}/skopeo/bench:1`];
  const args = ["copy", "--quiet", "--dest-tls-verify=false", from, to];
  return { name: "skopeo copy", program: "skopeo", args };
}
