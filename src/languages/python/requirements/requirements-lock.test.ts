import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { lockInputs } from "./lock-inputs.ts";
import { type Choice, folderWith, lockRequest, sha } from "./lock-request.fixture.ts";
import { readAnyLock } from "./read-lock.ts";
import { logicalLines } from "./requirements-lines.ts";

const a = sha("a");
const b = sha("b");

test("lines are joined, comments dropped, variables put in", () => {
  const text = `\uFEFF# first\r\na==1 \\\r\n  --hash=x \\\r\n  # why\r\n\r\nb==2 # via a\r\nc @ https://h/#egg=\${NAME}\${UNSET}\r\nd \\`;
  assert.deepEqual(logicalLines(text, { NAME: "v" }), [
    { line: 2, text: "a==1   --hash=x" },
    { line: 6, text: "b==2" },
    { line: 7, text: `c @ https://h/#egg=v\${UNSET}` },
    { line: 8, text: "d" },
  ]);
});

test("any text has lines in order, none of them empty", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "\\", "\n", "#", " ", "\r\n", `\${A}`)), (parts) => {
      const lines = logicalLines(parts.join(""));
      assert.ok(
        lines.every(({ text }, i) => text !== "" && (lines[i - 1]?.line ?? 0) < (lines[i]?.line ?? 0)),
      );
    }),
  );
});

async function read(t: Parameters<typeof folderWith>[0], files: Record<string, string>, choice?: Choice) {
  const root = await folderWith(t, files);
  return { root, ...(await readAnyLock(lockRequest(root, "lock.txt", choice))) };
}

test("a lock as uv and pip-compile write it", async (t) => {
  const text = [
    "--index-url https://index.example/simple",
    "uvicorn[standard]==0.30.1 \\",
    `    --hash=${a} \\`,
    `    --hash=${b}`,
    "    # via -r requirements.in",
    `Typing_Extensions==4.12.2 ; python_version < '3.13' --hash ${a}`,
    `colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=${a}`,
    `greenlet==3 ; platform_machine == 'aarch64' --hash=${a}`,
    "never ; python_version < '3'",
  ].join("\n");
  const lock = await read(t, { "lock.txt": text });
  assert.deepEqual(
    lock.packages.map(({ name, version, where, indexed }) => ({ name, version, where, indexed })),
    [
      { name: "typing-extensions", version: "4.12.2", where: "lock.txt:6", indexed: true },
      { name: "uvicorn", version: "0.30.1", where: "lock.txt:2", indexed: true },
    ],
  );
  assert.deepEqual([...(lock.packages[1]?.hashes ?? [])], [a, b]);
  assert.deepEqual(lock.sources.index, { url: "https://index.example/simple", origin: "lock.txt:1" });
  const arm = await read(t, { "lock.txt": text }, { platform: "linux/arm64", python: "3.13.1" });
  assert.deepEqual(
    arm.packages.map(({ name }) => name),
    ["greenlet", "uvicorn"],
  );
});

test("included files, options and where to look", async (t) => {
  const { root, packages, sources } = await read(t, {
    "lock.txt": `-r more.txt\n-c bounds.txt\n--no-binary=:all:\n--only-binary b,C_c\n-fwheels\n--find-links https://links.example\n--extra-index-url=https://extra.example/\nb==2 --hash=${b}`,
    "more.txt": `-r lock.txt\n--requirement empty.txt\na==1 --hash=${a}\nc-c==3 --hash=${a}`,
    "bounds.txt": "a<2\nz==9",
    "empty.txt": "# nothing\n",
  });
  assert.deepEqual(
    packages.map(({ name, where, accepts }) => `${name} ${where} ${accepts}`),
    ["a more.txt:3 sdist", "b lock.txt:8 wheel", "c-c more.txt:4 wheel"],
  );
  assert.deepEqual(
    sources.findLinks.map(({ url }) => url),
    [join(root, "wheels"), "https://links.example"],
  );
  assert.deepEqual(sources.extraIndexes, [{ url: "https://extra.example/", origin: "lock.txt:7" }]);
  const inputs = await lockInputs(join(root, "lock.txt"));
  assert.deepEqual(
    inputs,
    ["bounds.txt", "empty.txt", "lock.txt", "more.txt"].map((name) => join(root, name)),
  );
});

test("files by URL and by path", async (t) => {
  const { root, packages } = await read(t, {
    "lock.txt": [
      `foo @ https://files.example/foo-1.5-py3-none-any.whl --hash=${a}`,
      `./wheels/Bar_x-2.0-py3-none-any.whl ; python_version > '3' --hash=${b}`,
      `https://files.example/baz-3.0.tar.gz#sha256=${"c".repeat(64)}`,
    ].join("\n"),
  });
  assert.deepEqual(
    packages.map(({ name, version, indexed, files }) => ({ name, version, indexed, url: files[0]?.url })),
    [
      {
        name: "bar-x",
        version: "2.0",
        indexed: false,
        url: pathToFileURL(join(root, "wheels/Bar_x-2.0-py3-none-any.whl")).href,
      },
      { name: "baz", version: "3.0", indexed: false, url: "https://files.example/baz-3.0.tar.gz" },
      { name: "foo", version: "1.5", indexed: false, url: "https://files.example/foo-1.5-py3-none-any.whl" },
    ],
  );
});

test("what makes a file no lock is told with its line and a remedy", async (t) => {
  const cases: [code: string, where: string, message: RegExp, text: string][] = [
    ["LOCK_WITHOUT_HASHES", "lock.txt:2", /^a has no sha256 hash in the lock, nor do 1 more/, "\na==1\nb==2"],
    ["LOCK_WITHOUT_HASHES", "lock.txt:1", /^a has no sha256/, `a==1 --hash=sha512:${"a".repeat(128)}`],
    ["BAD_LOCK", "lock.txt:1", /a>=1 is not pinned/, `a>=1 --hash=${a}`],
    ["BAD_LOCK", "lock.txt:1", /not a sha256: it has 2 digits/, "a==1 --hash=sha256:ab"],
    ["BAD_LOCK", "lock.txt:1", /"md5" is not a hash/, "a==1 --hash=md5"],
    ["LOCK_UNSUPPORTED", "lock.txt:1", /^\. is a project of this workspace/, "-e ."],
    ["LOCK_UNSUPPORTED", "lock.txt:1", /^\/else comes from a folder outside/, "-e /else"],
    [
      "LOCK_UNSUPPORTED",
      "lock.txt:1",
      /^a comes from a repository \(git\+https\)/,
      "a @ git+https://host.example/a",
    ],
    ["BAD_LOCK", "lock.txt:1", /neither a wheel nor/, `a @ https://files.example/a.bin --hash=${a}`],
    ["BAD_REQUIREMENT", "lock.txt:3", /`a b` is not a requirement/, "\n\na b"],
    ["BAD_MARKER", "lock.txt:1", /python_version >/, `a==1 ; python_version > --hash=${a}`],
    [
      "LOCK_CONFLICT",
      "lock.txt:2",
      /a is locked as 1 \(lock.txt:1\) and as 2/,
      `a==1 --hash=${a}\na==2 --hash=${a}`,
    ],
    [
      "BAD_LOCK",
      "lock.txt:1",
      /a==3 does not meet the constraint <2 of bounds.txt:1/,
      `a==3 --hash=${a}\n-c bounds.txt`,
    ],
  ];
  for (const [code, where, message, text] of cases) {
    await assert.rejects(read(t, { "lock.txt": text, "bounds.txt": "a<2" }), {
      code,
      where,
      message,
      hint: /./,
    });
  }
});

test("a lock that is not there, includes from the web, groups", async (t) => {
  await assert.rejects(read(t, {}), { code: "NO_LOCK" });
  await assert.rejects(read(t, { "lock.txt": "-r https://x.example/r.txt" }), { code: "BAD_LOCK" });
  await assert.rejects(read(t, { "lock.txt": "" }, { groups: ["dev"] }), { code: "NO_GROUPS" });
});
