/** Runs the checks and the tests of the project and ends with the line `N passed, N failed`. */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { lint: { type: "boolean" }, "no-e2e": { type: "boolean" } },
});

const tally = { passed: 0, failed: 0, skipped: 0 };

function check(name: string, program: string, args: string[]): void {
  process.stdout.write(`${name} …\n`);
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  if (status === 0) tally.passed += 1;
  else tally.failed += 1;
}

/** Counts tests, not suites or files; a suite that is skipped as a whole counts as one test. */
async function tests(files: string[], concurrency: number): Promise<void> {
  const stream = run({ files: files.sort(), concurrency, forceExit: false });
  stream.on("test:pass", ({ skip, details }) => {
    if (skip !== undefined && skip !== false) tally.skipped += 1;
    else if (details.type !== "suite") tally.passed += 1;
  });
  stream.on("test:fail", ({ details }) => {
    if (details.type !== "suite") tally.failed += 1;
  });
  for await (const text of stream.compose(spec)) process.stdout.write(text);
}

check("format and lint", "node_modules/.bin/biome", ["check", "--error-on-warnings", "."]);
check("types", "node_modules/.bin/tsc", ["-p", "."]);
if (!values.lint) {
  await tests(globSync(["src/**/*.test.ts", "test/*.test.ts"]), availableParallelism());
  if (!values["no-e2e"]) await tests(globSync("test/e2e/**/*.test.ts"), 1);
}

const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : "";
process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed${skipped}\n`);
process.exitCode = tally.failed > 0 ? 1 : 0;
