import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tryRun } from "../src/core/process.ts";
import { openStore, type Store } from "../src/store/open-store.ts";
import { type Bench, type Row, Skipped } from "./benchmark.ts";
import { basePackages, makeArchive } from "./debian-packages.ts";
import { interleaved, type Subject } from "./measure.ts";
import { makeWorkspace } from "./workspace.ts";

/**
 * The Python base for amd64, from packages that are on the disk: beside `mmdebstrap`, which unpacks the same from the
 * disk, and beside `mmdebstrap` as people run it, which fetches them from the machine's mirror first.
 */
export async function debianBase(bench: Bench): Promise<Row[]> {
  const tool = await tryRun("mmdebstrap", ["--version"]).catch(() => undefined);
  if (tool?.status !== 0) throw new Skipped("mmdebstrap is not installed");
  const { root, services } = await makeWorkspace(join(bench.folder, "base"), [{ name: "base", files: 1 }]);
  writeFileSync(join(services[0] as string, "image.ts"), definition);
  const packages = await basePackages(root);
  const warm = await openStore(bench.store);
  const store = join(bench.folder, "base-store");
  const archive = join(bench.folder, "archive");
  await makeArchive(archive, packages, warm);
  const build = bench.cooper({
    args: ["build", "--platform", "linux/amd64"],
    cwd: root,
    store,
    before: () => keepOnly(packages, warm, store),
  });
  const names = packages.map(({ name }) => name);
  const peerRoot = join(bench.folder, "root");
  const fromDisk = mmdebstrap(peerRoot, names, `deb [trusted=yes] copy:${archive} ./`);
  const [ours, peer, usual] = await interleaved([build, fromDisk, mmdebstrap(peerRoot, names)], 5);
  if (!ours || !peer || !usual) throw new Error("nothing was measured");
  const name = "base from downloaded packages";
  return [
    { name, ours, peer, bar: { times: 0.5 } },
    { name: `${name}, the peer's come from the mirror`, ours, peer: usual },
  ];
}

const definition = `import { pyImage } from "cooper";

export default pyImage({ name: "base", base: "distroless_python_nonroot" });
`;

/** A new store that has the packages alone. */
async function keepOnly(packages: Awaited<ReturnType<typeof basePackages>>, from: Store, folder: string) {
  rmSync(folder, { recursive: true, force: true });
  const to = await openStore(folder);
  for (const { sha256 } of packages) await to.blobs.put(from.blobs.open(sha256), { digest: sha256 });
}

/** `source` is a line of sources.list; the machine's own sources where it is absent. */
function mmdebstrap(folder: string, names: readonly string[], source?: string): Subject {
  const options = ["--quiet", "--variant=extract", "--format=directory", "--architectures=amd64"];
  return {
    name: "mmdebstrap --variant=extract",
    program: "mmdebstrap",
    args: [...options, `--include=${names.join(",")}`, "bookworm", folder, ...(source ? [source] : [])],
    before: () => rmSync(folder, { recursive: true, force: true }),
  };
}
