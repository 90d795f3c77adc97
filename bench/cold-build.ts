import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Bench, Row } from "./benchmark.ts";
import { interleaved } from "./measure.ts";

const example = new URL("../examples/monorepo/", import.meta.url).pathname;

/** The kinds of records that say what was downloaded, and from where. */
const downloads = new Set(["python-wheel", "python-default-index"]);

/** All images of the example for two platforms, with nothing but the downloads at hand. */
export async function coldBuild(bench: Bench): Promise<Row[]> {
  const store = join(bench.folder, "cold-store");
  const build = bench.cooper({
    args: ["build"],
    cwd: example,
    store,
    before: () => keepDownloads(bench.store, store),
  });
  const [ours] = await interleaved([build], 3);
  return ours ? [{ name: "first build of the example, packages and wheels downloaded", ours }] : [];
}

/** Everything is made again, except for what came from the network: its blobs, and the records that name them. */
function keepDownloads(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  for (const kind of readdirSync(join(to, "cooper", "records"))) {
    if (!downloads.has(kind)) rmSync(join(to, "cooper", "records", kind), { recursive: true });
  }
}
