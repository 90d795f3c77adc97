/**
 * Measures cooper against peers in the same run and prints a table. `node bench/main.ts [--check] [name…]`; with
 * `--check` a missed bar is exit status 1. See README.md beside this file.
 */
import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { messageOf } from "../src/core/error.ts";
import { type Benchmark, holds, Skipped } from "./benchmark.ts";
import { bigBlob } from "./big-blob.ts";
import { coldBuild } from "./cold-build.ts";
import { debianBase } from "./debian-base.ts";
import { editedService } from "./edited-service.ts";
import { idleWorkspace } from "./idle-workspace.ts";
import { largeLayer } from "./large-layer.ts";
import { lock } from "./lock.ts";
import { push } from "./push.ts";
import { openBench } from "./setting.ts";
import { formatRow } from "./table.ts";

const benchmarks: Readonly<Record<string, Benchmark>> = {
  "idle-workspace": idleWorkspace,
  "edited-service": editedService,
  "debian-base": debianBase,
  "large-layer": largeLayer,
  push,
  "big-blob": bigBlob,
  "cold-build": coldBuild,
  lock,
};

const { values, positionals } = parseArgs({
  options: { check: { type: "boolean" } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
if (unknown.length > 0)
  throw new Error(`no benchmark ${unknown.join(", ")}: there are ${Object.keys(benchmarks).join(", ")}`);

process.stdout.write(
  `Node ${process.version}, ${availableParallelism()} processors; medians ± median deviation\n\n`,
);
const bench = await openBench();
let missed = 0;
try {
  for (const name of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
    missed += await report(name, benchmarks[name] as Benchmark);
  }
} finally {
  rmSync(bench.folder, { recursive: true, force: true });
}
if (values.check && missed > 0) process.exitCode = 1;

/** Prints what a benchmark finds out, and says how many bars it misses. */
async function report(name: string, benchmark: Benchmark): Promise<number> {
  try {
    const rows = await benchmark(bench);
    for (const row of rows) process.stdout.write(`${formatRow(row)}\n`);
    return rows.filter((row) => !holds(row)).length;
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    process.stdout.write(`${name}\n  skipped: ${messageOf(error)}\n\n`);
    return 0;
  }
}
