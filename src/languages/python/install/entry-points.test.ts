import assert from "node:assert/strict";
import { test } from "node:test";
import { parseScripts } from "./entry-points.ts";
import { entryPointScript, wantsShebang, withShebang } from "./script.ts";

test("console and gui scripts are read, other groups passed over", () => {
  const text = `
# comment
[console_scripts]
uvicorn = uvicorn.main:main
a-b.c=pkg.mod : Class.run [extra]
[gui_scripts]
zeta = z:start
[pytest11]
plugin = not a reference
`;
  assert.deepEqual(parseScripts(text, "x.whl"), [
    { name: "a-b.c", module: "pkg.mod", attribute: "Class.run" },
    { name: "uvicorn", module: "uvicorn.main", attribute: "main" },
    { name: "zeta", module: "z", attribute: "start" },
  ]);
});

const hostile = [
  "../sh = a:b",
  "a/b = a:b",
  "a\\b = a:b",
  " = a:b",
  ".. = a:b",
  ".wh.x = a:b",
  "x = a",
  "x = a:b; rm",
  "x",
];
for (const line of hostile) {
  test(`${JSON.stringify(line)} is refused`, () => {
    assert.throws(() => parseScripts(`[console_scripts]\n${line}\n`, "x.whl"), {
      code: "BAD_WHEEL",
      where: "x.whl",
    });
  });
}

test("a program calls its function and ends with what it returns", () => {
  const script = entryPointScript(
    { name: "x", module: "pkg.mod", attribute: "Class.run" },
    "/opt/venv/bin/python",
  );
  assert.match(script, /^#!\/opt\/venv\/bin\/python\n/);
  assert.match(script, /^from pkg\.mod import Class$/m);
  assert.match(script, /sys\.exit\(Class\.run\(\)\)/);
});

test("the first line of a script is rewritten where it asks for that, the rest kept byte for byte", () => {
  const rest = Buffer.from([0x0a, 0xff, 0x00, 0x0d, 0x0a]);
  for (const first of ["#!python", "#!pythonw", "#!python -u\r"]) {
    const script = Buffer.concat([Buffer.from(first), rest]);
    assert.equal(wantsShebang(script), true);
    assert.deepEqual(withShebang(script, "/p"), Buffer.concat([Buffer.from("#!/p"), rest]));
  }
  assert.equal(wantsShebang(Buffer.from("#!/bin/sh\n")), false);
  assert.equal(wantsShebang(Buffer.from("\x7fELF")), false);
});
