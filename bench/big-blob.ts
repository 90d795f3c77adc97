import { rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { Bytes } from "../src/core/stream.ts";
import { openStore } from "../src/store/open-store.ts";
import { type Bench, type Row, Skipped } from "./benchmark.ts";
import { summary, time } from "./measure.ts";
import { incompressible } from "./push-image.ts";
import { withRegistry } from "./registry.ts";

const size = 2 ** 32;
const bar = { memory: 150e6 };

/** A blob of 4 GiB to `docker-registry` on this machine, and back into another store. */
export async function bigBlob(bench: Bench): Promise<Row[]> {
  const { bavail, bsize } = statfsSync(bench.folder);
  // In both stores and in the registry, and some room beside.
  if (bavail * bsize < 4 * size) throw new Skipped("there is no room for 16 GiB");
  const folder = join(bench.folder, "big-blob");
  const program = await bench.compile(new URL("blob-process.ts", import.meta.url).pathname);
  const rows = await withRegistry(join(folder, "registry"), async ({ host }) => {
    const { digest } = await (await openStore(join(folder, "up"))).blobs.put(large());
    const rows: Row[] = [];
    for (const direction of ["up", "down"]) {
      const args = [program, direction, join(folder, direction), host, digest, String(size)];
      const ours = summary("cooper", [await time({ name: direction, program: process.execPath, args })]);
      const note = `${Math.round(size / 1000 / ours.time)} MB/s`;
      rows.push({ name: `a blob of 4 GiB, ${direction}`, ours, bar, note });
    }
    return rows;
  });
  rmSync(folder, { recursive: true, force: true });
  return rows;
}

async function* large(): Bytes {
  const block = incompressible(0, 2 ** 20);
  for (let i = 0; i < size / block.length; i += 1) {
    block.writeUInt32LE(i);
    yield block;
  }
}
