import assert from "node:assert/strict";
import { test } from "node:test";
import { made } from "../testing/scripts.ts";

/** Before the table of programs stands another that begins alike: the commands inside the shell. */
const binary = Buffer.from("\x7fELF\x002[\x002[[\0 [\0[[\0ash\0cat\0sh\0\0rest\0", "latin1");

test("every program of the binary has its link", async (t) => {
  const target = "-> /usr/bin/busybox";
  assert.deepEqual(await made(t, "busybox-static", { "bin/busybox": binary }), {
    "busybox/[": target,
    "busybox/[[": target,
    "busybox/ash": target,
    "busybox/cat": target,
    "busybox/sh": target,
  });
});

for (const [what, content] of [
  ["no table", "\x7fELF"],
  ["no shell in it", "[\0[[\0ash\0cat\0\0"],
  ["a name that is a path", "[\0[[\0ash\0../sh\0sh\0\0"],
] as const) {
  test(`a binary with ${what} is refused`, async (t) => {
    await assert.rejects(made(t, "busybox-static", { "bin/busybox": content }), { code: "BAD_BUSYBOX" });
  });
}

test("a package without its binary is refused", async (t) => {
  await assert.rejects(made(t, "busybox-static"), { code: "BAD_BUSYBOX" });
});
