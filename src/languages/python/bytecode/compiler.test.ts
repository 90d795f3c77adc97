import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { findCompiler } from "./compiler.ts";

/** Version of this machine's Python, where there is one whose bytecode cooper knows. */
function hostVersion(): string | undefined {
  try {
    const version = execFileSync("python3", [
      "-c",
      "import platform; print(platform.python_version())",
    ]).toString();
    return /^3\.1[1-4]\.\d+\s*$/.test(version) ? version.trim() : undefined;
  } catch {
    return undefined;
  }
}

const version = hostVersion();
const skip = version === undefined && "there is no python3 from 3.11 on";
const request = { version: version ?? "", env: process.env };

const source = `
"""Docs with ünïcode."""
from __future__ import annotations
import os as operating_system
BIG = 123456789012345678901234567890
CHOICES = frozenset({"b", "a", None, 1.5, 2j, ...}) if "x" in {"x", "y", "z"} else (1, -1, True, b"bytes")
def outer(a, /, b, *, c="c" * 3):
    """Same name, same name."""
    def inner():
        return a + b + c, outer, "same", "same", ${JSON.stringify("long ".repeat(80))}
    return inner
class Thing:
    same: int = 1
    async def go(self):
        async for x in self.same():
            yield [y for y in x if (z := y)]
match BIG:
    case {"same": [1, *_]}: pass
`;

/** Compares what is on standard input, base64 of a .pyc, with what this Python makes of the source itself. */
const compareScript = `
import base64, marshal, sys, types
def same(a, b):
    if type(a) is not type(b): return False
    if isinstance(a, tuple): return len(a) == len(b) and all(map(same, a, b))
    if not isinstance(a, types.CodeType): return a == b
    names = [n for n in dir(a) if n.startswith("co_") and n not in ("co_lnotab", "co_lines", "co_positions", "co_branches")]
    return all(same(getattr(a, n), getattr(b, n)) for n in names if not callable(getattr(a, n)))
source = sys.argv[1].encode()
loaded = marshal.loads(base64.b64decode(sys.stdin.read())[16:])
print(same(loaded, compile(source, "/app/m.py", "exec", dont_inherit=True)))
`;

test("bytecode loads as what Python itself makes of the source", { skip }, async () => {
  const compiler = await findCompiler(request);
  const [pyc] = await compiler.compile([{ path: "/app/m.py", source: Buffer.from(source) }]);
  assert(pyc);
  const input = Buffer.from(pyc).toString("base64");
  const said = execFileSync("python3", ["-W", "ignore", "-c", compareScript, source], { input }).toString();
  assert.equal(said.trim(), "True");
  // PEP 552: hash-based, and not compared with the source when it is loaded.
  assert.equal(Buffer.from(pyc).readUInt32LE(4), 1);
});

test("neither company nor order changes a module's bytecode", { skip }, async () => {
  const compiler = await findCompiler(request);
  const one = { path: "/app/m.py", source: Buffer.from(source) };
  const other = {
    path: "/app/n.py",
    source: Buffer.from("same = outer = 'same'\nimport os as operating_system\n"),
  };
  const [alone] = await compiler.compile([one]);
  const [, after] = await compiler.compile([other, one]);
  const [before] = await compiler.compile([one, other]);
  assert.deepEqual([after, before], [alone, alone]);
});

test("a module that is no valid Python is passed over", { skip }, async () => {
  const compiler = await findCompiler(request);
  const sources = ["print 1\n", "\0", "x = 1\n"].map((text) => ({
    path: "/x.py",
    source: Buffer.from(text),
  }));
  const results = await compiler.compile(sources);
  assert.deepEqual(
    results.map((result) => result !== undefined),
    [false, false, true],
  );
});

test("without a fitting Python the error says which one is wanted and how to do without", async () => {
  await assert.rejects(findCompiler({ version: "3.11.2", env: { PATH: "/nonexistent" } }), {
    code: "NO_PYTHON",
    message: /CPython 3\.11/,
    hint: /COOPER_PYTHON=.*bytecode: true/,
  });
  await assert.rejects(findCompiler({ version: "2.99.0", env: process.env }), { code: "NO_PYTHON" });
});
