import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { TerminalProgress } from "./terminal.ts";

/** A terminal of ten rows that remembers what was written to it. */
function terminal() {
  const written: string[] = [];
  const stream = { rows: 10, isTTY: true, write: (text: string) => written.push(text) };
  return {
    written,
    progress: new TerminalProgress(stream as unknown as NodeJS.WriteStream, (_, text) => text),
  };
}

test("what is under way is drawn, moves, and is taken away before what has ended", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const { written, progress } = terminal();
  progress.listen({ type: "start", id: "1", name: "glibc" });
  progress.listen({ type: "advance", id: "1", current: 1_000_000, total: 2_000_000, unit: "bytes" });
  assert.deepEqual(written, []);
  mock.timers.tick(100);
  assert.match(written.join(""), /⠙ glibc 1\.00MB of 2\.00MB 0\.\ds\n/);
  progress.listen({ type: "done", id: "1", cached: false });
  assert.equal(written[1], "\x1b[1A\x1b[J");
  assert.match(written[2] ?? "", /^done {3}glibc/);
  mock.timers.tick(500);
  assert.equal(written.length, 3);
  mock.timers.reset();
});

test("a narrow terminal cuts lines, and wraps again what stays", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const { written, progress } = terminal();
  progress.listen({ type: "start", id: "1", name: "a step with a name that is long" });
  mock.timers.tick(100);
  const [drawn = ""] = written;
  assert.ok(drawn.startsWith("\x1b[?7l") && drawn.endsWith("\n\x1b[?7h"), drawn);
  progress.stop();
  mock.timers.reset();
});

test("more steps than rows do not scroll the screen", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const { written, progress } = terminal();
  for (let i = 0; i < 30; i += 1) progress.listen({ type: "start", id: `${i}`, name: `step ${i}` });
  mock.timers.tick(100);
  assert.equal(written.join("").split("\n").length - 1, 8);
  progress.stop();
  assert.equal(written.at(-1), "\x1b[8A\x1b[J");
  mock.timers.reset();
});
