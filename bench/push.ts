import { rmSync } from "node:fs";
import { join } from "node:path";
import { silent } from "../src/core/progress.ts";
import type { Descriptor } from "../src/oci/descriptor.ts";
import { openRegistry } from "../src/registry/client/open-registry.ts";
import { BlobSender } from "../src/release/publish/blob-sender.ts";
import { publishImage } from "../src/release/publish/publish-image.ts";
import { openStore, type Store } from "../src/store/open-store.ts";
import { goTool } from "../test/e2e/support/go-tools.ts";
import type { TestRegistry } from "../test/e2e/support/registry.ts";
import { lacking } from "../test/e2e/support/tools.ts";
import { type Bench, type Row, Skipped } from "./benchmark.ts";
import { type Call, interleaved, type Measured, type Subject, time } from "./measure.ts";
import { putIncompressible } from "./push-image.ts";
import { withRegistry } from "./registry.ts";
import { makeWorkspace } from "./workspace.ts";

const layers = 20;
const layerSize = 10e6;
const name = "bench:1";

/** 200 MB in 20 layers to `docker-registry` on this machine, beside crane and skopeo: all of it, and nothing of it. */
export async function push(bench: Bench): Promise<Row[]> {
  const crane = await craneProgram();
  const folder = join(bench.folder, "push");
  const data = join(folder, "registry");
  const rows = await withRegistry(data, async (registry) => {
    const layout = await openStore(join(folder, "layout"));
    const root = await putIncompressible(layout, { name, layers, layerSize });
    const subjects = [
      callOf(layout, root, registry),
      craneOf(crane, layout, registry),
      skopeoOf(layout, registry),
    ];
    const copy = copyOf(bench, layout, registry);
    const cold = await coldRows([...subjects, copy], data);
    const command = await commandOf(bench, registry);
    return [...cold, ...(await idleRows([...subjects, command, copy]))];
  });
  rmSync(folder, { recursive: true, force: true });
  return rows;
}

async function craneProgram(): Promise<string> {
  const crane = await goTool("github.com/google/go-containerregistry/cmd/crane", "v0.20.6");
  const lack = crane.lack || (await lacking("skopeo", "--version"));
  if (lack) throw new Skipped(lack);
  return crane.program;
}

/** Each run begins with an empty registry. */
async function coldRows(subjects: readonly (Subject | Call)[], data: string): Promise<Row[]> {
  const before = () => rmSync(data, { recursive: true, force: true });
  const all = subjects.map((one) => ({ ...one, before }));
  const [ours, crane, skopeo, copy] = await interleaved(all, 7);
  if (!ours || !crane || !skopeo || !copy) throw new Error("nothing was measured");
  const peer = fastest([crane, skopeo]);
  return [
    { name: "push of 200 MB in 20 layers, in a running process", ours, peer, bar: { times: 1 / 0.9 } },
    { name: "`cooper copy oci:layout` of them", ours: copy, peer },
  ];
}

/** Each run finds what the run before has pushed. */
async function idleRows(subjects: readonly (Subject | Call)[]): Promise<Row[]> {
  for (const one of subjects) await time(one);
  const node = { name: "node -e 0", program: process.execPath, args: ["-e", "0"] };
  const [ours, crane, skopeo, command, copy, bare] = await interleaved([...subjects, node], 15);
  if (!ours || !crane || !skopeo || !command || !copy || !bare) throw new Error("nothing was measured");
  const peer = fastest([crane, skopeo]);
  const note = `to start Node alone takes ${bare.time.toFixed(0)} ms of it`;
  return [
    { name: "push with nothing to do, in a running process", ours, peer, bar: { times: 0.5 } },
    { name: "`cooper push` with nothing to do", ours: command, peer, note },
    { name: "`cooper copy oci:layout` with nothing to do", ours: copy, peer, note },
  ];
}

function fastest(measured: readonly Measured[]): Measured | undefined {
  return measured.toSorted((a, b) => a.time - b.time)[0];
}

/** What a running process does: it is there already, and so is its client's code. */
function callOf(layout: Store, root: Descriptor, { host }: TestRegistry): Call {
  const { blobs, records } = layout;
  const publication = { name, root, repository: { registry: host, repository: "call/bench" }, tags: ["1"] };
  return {
    name: "call in a running process",
    call: async () => {
      const client = openRegistry({ env: process.env });
      const sender = new BlobSender(client, blobs);
      await publishImage(publication, { client, blobs, records, sender, progress: silent });
    },
  };
}

async function commandOf(bench: Bench, { host }: TestRegistry): Promise<Subject> {
  const { root } = await makeWorkspace(join(bench.folder, "push", "workspace"), [{ name: "push", files: 8 }]);
  const args = ["push", "--registry", `${host}/command`, "--tag", "1", "--platform", "linux/amd64"];
  return bench.cooper({ name: "cooper push", args, cwd: root });
}

/** The same job as the peers': a layout on the disk, a registry, a new process. */
function copyOf(bench: Bench, { folder }: Store, { host }: TestRegistry): Subject {
  const args = ["copy", `oci:${folder}`, `${host}/copy/bench:1`];
  return bench.cooper({ name: "cooper copy", args, cwd: bench.folder });
}

function craneOf(program: string, { folder }: Store, { host }: TestRegistry): Subject {
  return { name: "crane push", program, args: ["push", folder, `${host}/crane/bench:1`] };
}

function skopeoOf({ folder }: Store, { host }: TestRegistry): Subject {
  const [from, to] = [`oci:${folder}:${name}`, `docker://${host}/skopeo/bench:1`];
  const args = ["copy", "--quiet", "--dest-tls-verify=false", from, to];
  return { name: "skopeo copy", program: "skopeo", args };
}
