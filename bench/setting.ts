import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { build } from "esbuild";
import type { Bench, CooperRun } from "./benchmark.ts";
import { type Subject, time } from "./measure.ts";
import { makeWorkspace } from "./workspace.ts";

const repository = new URL("../", import.meta.url).pathname;

/**
 * Compiles cooper, since that is what its users run, and fills a store with what the example's locks name: the first time
 * from the network, or from the store that `COOPER_BENCH_STORE` names.
 */
export async function openBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "cooper-bench-"));
  const installed = join(folder, "package");
  const command = compile(installed);
  const store = process.env.COOPER_BENCH_STORE ?? join(folder, "store");
  const bench: Bench = {
    folder,
    store,
    cooper: (run) => subjectOf(run, { command, store }),
    compile: (script) => bundle(script, installed),
  };
  await fill(bench);
  return bench;
}

/** A package of its own, so that nobody changes what is measured. Returns the file that `node` is given. */
function compile(folder: string): string {
  const dist = join(folder, "dist");
  const { status } = spawnSync(process.execPath, ["scripts/build.ts", dist], {
    cwd: repository,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("cooper cannot be compiled");
  mkdirSync(folder, { recursive: true });
  for (const name of ["package.json", "node_modules", "keys", "probe"]) {
    symlinkSync(join(repository, name), join(folder, name));
  }
  return join(dist, "cli", "main.cjs");
}

async function bundle(script: string, folder: string): Promise<string> {
  const outfile = join(folder, `${basename(script, ".ts")}.mjs`);
  await build({
    entryPoints: [script],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
  });
  return outfile;
}

interface Shared {
  readonly command: string;
  readonly store: string;
}

function subjectOf(run: CooperRun, { command, store }: Shared): Subject {
  const { name = "cooper", args, cwd, before } = run;
  const env = { ...process.env, COOPER_STORE: run.store ?? store };
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
