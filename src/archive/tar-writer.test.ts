import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { decodePath, encodePath } from "./path-bytes.ts";
import { type TarInput, tarHeader, writeTar } from "./tar-writer.ts";
import { all, file, header, inChunks, missing, noise, python, withFolder } from "./testing/archive.ts";

/** One entry for everything that a header can say. */
const sample: TarInput[] = [
  { header: header({ path: "", type: "directory", mode: 0o755 }) },
  { header: header({ path: "usr/bin", type: "directory", mode: 0o1777, uid: 65532, gid: 65532 }) },
  file("usr/bin/hello", Buffer.from("hello\n"), { mode: 0o4755, mtime: 1_700_000_000 }),
  { header: header({ path: "usr/bin/hi", type: "symlink", mode: 0o777, linkTarget: "../bin/hello" }) },
  { header: header({ path: "usr/bin/same", type: "hardlink", linkTarget: "usr/bin/hello" }) },
  { header: header({ path: "run/pipe", type: "fifo" }) },
  file("empty", Buffer.alloc(0)),
  file(`long/${"a".repeat(90)}/${"b".repeat(90)}`, noise(512)),
  file(`longer/${"c".repeat(255)}`, noise(513)),
  file("Ünïcode/😀", noise(1)),
  file("not-utf8/\udcff\udc80", noise(511)),
  { header: header({ path: "to", type: "symlink", linkTarget: `é/${"d".repeat(120)}` }) },
  file("large-owner", noise(3), { uid: 3_000_000, gid: 2_097_152, mtime: -1 }),
  file("ping", noise(9), {
    xattrs: new Map([["security.capability", Buffer.from("0100000200200000", "hex")]]),
  }),
];

const tar = await all(writeTar(sample));

describe("the bytes", () => {
  test("are what they have always been", () => {
    const digest = createHash("sha256").update(tar).digest("hex");
    assert.equal(digest, "f5ae6dd63c55b474e2830ca97076fdf996687ed40e9e9048fb84bfaa3fbaee3b");
  });

  test("do not depend on how the content comes", async () => {
    const content = noise(100_000);
    const once = { header: header({ size: content.length }), content: inChunks(content, 100_000) };
    const often = { header: header({ size: content.length }), content: inChunks(content, 17) };
    assert.deepEqual(await all(writeTar([once])), await all(writeTar([often])));
  });

  test("come in few chunks when files are small", async () => {
    const entries = Array.from({ length: 2000 }, (_, i) => file(`f${i}`, noise(100)));
    const sizes: number[] = [];
    for await (const chunk of writeTar(entries)) sizes.push(chunk.length);
    assert.ok(sizes.length < 12, `${sizes.length} chunks`);
  });
});

describe("a header", () => {
  test("is one block where ustar can say it", () => {
    assert.equal(tarHeader(header({ path: "a".repeat(100) })).length, 512);
    assert.equal(tarHeader(header({ path: `${"a".repeat(155)}/${"b".repeat(100)}` })).length, 512);
    assert.equal(tarHeader(header({ size: 8 ** 11 - 1, uid: 8 ** 7 - 1, gid: 8 ** 7 - 1 })).length, 512);
  });

  for (const [name, fields] of Object.entries({
    "a name that has no slash to cut at": { path: "a".repeat(101) },
    "a path over 255 bytes": { path: `${"a".repeat(156)}/${"b".repeat(100)}` },
    "a last part over 100 bytes": { path: `a/${"b".repeat(101)}` },
    "a folder whose slash does not fit": { type: "directory", path: "a".repeat(100) },
    "a name that is not ASCII": { path: "é" },
    "8 GiB": { size: 8 ** 11 },
    "a large user number": { uid: 8 ** 7 },
    "a time before 1970": { mtime: -1 },
    "a long link": { type: "symlink", linkTarget: "a".repeat(101) },
  } as const)) {
    test(`needs PAX for ${name}`, () => assert.equal(tarHeader(header(fields)).length, 3 * 512));
  }

  test("drops all but permission bits from the mode", () => {
    assert.deepEqual(tarHeader(header({ mode: 0o100644 })), tarHeader(header({ mode: 0o644 })));
  });

  test("has numbers that are whole and not negative", () => {
    for (const fields of [
      { uid: -1 },
      { gid: 0.5 },
      { size: Number.NaN },
      { mtime: Number.POSITIVE_INFINITY },
    ]) {
      assert.throws(() => tarHeader(header(fields)), { code: "UNSUPPORTED_ARCHIVE" });
    }
  });

  test("cannot be that of a device, nor hold a NUL", () => {
    const device = header({ path: "dev/sda", type: "block-device" });
    assert.throws(() => tarHeader(device), { code: "UNSUPPORTED_ARCHIVE", where: "dev/sda" });
    assert.throws(() => tarHeader(header({ path: "a\0b" })), { code: "UNSAFE_PATH" });
    assert.throws(() => tarHeader(header({ type: "symlink", linkTarget: "a\0b" })), { code: "UNSAFE_PATH" });
  });
});

describe("content", () => {
  const lies: [name: string, entry: TarInput][] = [
    ["longer than announced", { header: header({ size: 10 }), content: inChunks(noise(11), 5) }],
    ["shorter than announced", { header: header({ size: 10 }), content: inChunks(noise(9), 5) }],
    ["missing", { header: header({ size: 10 }) }],
    ["of a folder", { header: header({ type: "directory", size: 10 }), content: inChunks(noise(10)) }],
    ["of a symlink", { header: header({ type: "symlink", linkTarget: "a" }), content: inChunks(noise(1)) }],
  ];
  for (const [name, entry] of lies) {
    test(`${name} is an error`, () => assert.rejects(all(writeTar([entry])), { code: "SIZE_LIED" }));
  }
});

/** What another tool should make of the sample: one line an entry. */
const listing = sample.map(({ header: h }) => {
  const name = h.path === "" ? "." : h.path;
  return [name, h.type, h.mode.toString(8), h.uid, h.gid, h.mtime, h.size, h.linkTarget ?? ""].join("|");
});

test("Python's tarfile reads the same", { skip: missing("python3") }, async () => {
  const program = `
import sys, tarfile
types = {b"0": "file", b"1": "hardlink", b"2": "symlink", b"5": "directory", b"6": "fifo"}
with tarfile.open(sys.argv[1], "r:", encoding="utf-8", errors="surrogateescape") as tar:
    for m in tar:
        line = [m.name, types[m.type], "%o" % m.mode, m.uid, m.gid, int(m.mtime), m.size, m.linkname]
        sys.stdout.buffer.write("|".join(map(str, line)).encode("utf-8", "surrogateescape") + b"\\n")
        assert m.uname == "" and m.gname == "" and "atime" not in m.pax_headers`;
  assert.deepEqual(
    decodePath(await python(program, tar))
      .trimEnd()
      .split("\n"),
    listing,
  );
});

test("GNU tar unpacks the same", { skip: missing("tar") }, () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "sample.tar"), tar);
    const gnu = (...args: string[]) => execFileSync("tar", args, { cwd: folder, stdio: "pipe" });
    const names = gnu("-tf", "sample.tar", "--quoting-style=literal")
      .toString("latin1")
      .trimEnd()
      .split("\n");
    const expected = sample.map(({ header: h }) => {
      const path = encodePath(h.path === "" ? "." : h.path).toString("latin1");
      return h.type === "directory" ? `${path}/` : path;
    });
    assert.deepEqual(names, expected);
    for (const { header: h, content } of sample) {
      if (!content) continue;
      const path = encodePath(h.path).toString("latin1");
      const out = execFileSync("tar", ["-xOf", "sample.tar", "-T", "-", "--verbatim-files-from"], {
        cwd: folder,
        input: Buffer.from(`${path}\n`, "latin1"),
      });
      assert.equal(out.length, h.size, h.path);
    }
  }),
);
