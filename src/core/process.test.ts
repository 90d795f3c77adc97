import assert from "node:assert/strict";
import { test } from "node:test";
import { run, tryRun } from "./process.ts";

const node = process.execPath;

test("gives back what a program printed and its status", async () => {
  const script = "console.log('out'); console.error('err'); process.exit(3)";
  assert.deepEqual(await tryRun(node, ["-e", script]), { stdout: "out\n", stderr: "err\n", status: 3 });
});

test("feeds input and passes arguments without a shell", async () => {
  const script = "process.stdin.pipe(process.stdout); process.stdout.write(process.argv[1])";
  const { stdout } = await run(node, ["-e", script, "$HOME *"], { input: "input" });
  assert.equal(stdout, "$HOME *input");
});

test("a program that does not read its input is no failure", async () => {
  const { status } = await tryRun(node, ["-e", "process.exit(0)"], { input: "x".repeat(1_000_000) });
  assert.equal(status, 0);
});

test("a program killed by a signal did not succeed", async () => {
  const { status } = await tryRun(node, ["-e", "process.kill(process.pid, 'SIGKILL')"]);
  assert.equal(status, 1);
});

test("a failure quotes the end of what the program said", async () => {
  const script = "for (let i = 0; i < 100; i++) console.error('line ' + i); process.exit(1)";
  await assert.rejects(run(node, ["-e", script], { hint: "Mend it." }), (error: Error) => {
    assert.match(error.message, /ended with status 1: line 88\n/);
    assert.match(error.message, /line 99$/);
    assert.equal((error as { hint?: string }).hint, "Mend it.");
    return true;
  });
});

test("a program that is not there is named", async () => {
  await assert.rejects(run("cooper-has-no-such-program", []), {
    code: "PROGRAM_MISSING",
    message: /cooper-has-no-such-program is not on this machine's PATH/,
  });
});

test("a folder that is not there is not taken for a missing program", async () => {
  await assert.rejects(tryRun(node, ["-e", "1"], { cwd: "/nowhere/at/all" }), {
    code: "FOLDER_MISSING",
    where: "/nowhere/at/all",
  });
});

test("a cancelled program is stopped", async () => {
  const signal = AbortSignal.timeout(50);
  await assert.rejects(tryRun(node, ["-e", "setInterval(() => {}, 1000)"], { signal }), {
    name: "AbortError",
  });
});
