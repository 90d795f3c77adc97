import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, CooperRun } from "./benchmark.ts";
import { type Subject, time } from "./measure.ts";
import { makeWorkspace } from "./workspace.ts";

const command = new URL("../dist/cli/main.js", import.meta.url).pathname;

/**
 * Compiles cooper, since that is what its users run, and fills a store with what the example's locks name: the first time
 * from the network, or from the store that `COOPER_BENCH_STORE` names.
 */
export async function openBench(): Promise<Bench> {
  const { status } = spawnSync(process.execPath, ["scripts/build.ts"], { stdio: "inherit" });
  if (status !== 0) throw new Error("cooper cannot be compiled");
  const folder = mkdtempSync(join(tmpdir(), "cooper-bench-"));
  const store = process.env.COOPER_BENCH_STORE ?? join(folder, "store");
  const bench: Bench = { folder, store, cooper: (run) => subjectOf(run, store) };
  await fill(bench);
  return bench;
}

function subjectOf({ name = "cooper", args, cwd, store, before }: CooperRun, shared: string): Subject {
  const env = { ...process.env, COOPER_STORE: store ?? shared };
  return {
    name,
    program: process.execPath,
    args: [command, ...args, "--progress", "plain"],
    cwd,
    env,
    before,
  };
}

/** One service for each set of dependencies. */
async function fill(bench: Bench): Promise<void> {
  const names = ["one", "two", "three"];
  const { root } = await makeWorkspace(
    join(bench.folder, "filling"),
    names.map((name) => ({ name, files: 1 })),
  );
  await time(bench.cooper({ args: ["build"], cwd: root }));
}
