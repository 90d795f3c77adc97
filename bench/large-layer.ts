import { randomBytes } from "node:crypto";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Bench, Row } from "./benchmark.ts";
import { summary, time } from "./measure.ts";
import { makeWorkspace } from "./workspace.ts";

const size = 2 ** 31;
const bar = { memory: 250e6 };

/** A service with a file of 2 GiB: building it, and writing it for other tools. */
export async function largeLayer(bench: Bench): Promise<Row[]> {
  const { root, services } = await makeWorkspace(join(bench.folder, "large"), [
    { name: "unused", files: 1 },
    { name: "unused-too", files: 1 },
    { name: "large", files: 1 },
  ]);
  writeLarge(join(services[2] as string, "data.bin"));
  const store = join(bench.folder, "large-store");
  const steps = [
    { what: "building a layer of 2 GiB", output: [] },
    { what: "exporting it, gzip", output: ["--output", join(bench.folder, "large.oci.tar")] },
    { what: "exporting it for docker load", output: ["--output", join(bench.folder, "large.tar")] },
  ];
  const rows: Row[] = [];
  for (const { what, output } of steps) {
    const args = ["build", "large", "--platform", "linux/amd64", ...output];
    const ours = summary("cooper", [await time(bench.cooper({ args, cwd: root, store }))]);
    rows.push({ name: what, ours, bar, note: `${Math.round(size / 1000 / ours.time)} MB/s` });
  }
  for (const made of [store, root, join(bench.folder, "large.oci.tar"), join(bench.folder, "large.tar")]) {
    rmSync(made, { recursive: true, force: true });
  }
  return rows;
}

/** Half of it cannot be compressed, half of it can. */
function writeLarge(path: string): void {
  const block = Buffer.concat([randomBytes(2 ** 23), Buffer.alloc(2 ** 23, "Lorem ipsum dolor sit amet. ")]);
  const file = openSync(path, "w");
  for (let written = 0; written < size; written += block.length) {
    block.writeUInt32LE(written / block.length);
    writeSync(file, block);
  }
  closeSync(file);
}
