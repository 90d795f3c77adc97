import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { all, inMemory, missing, noise, python } from "./testing/archive.ts";
import { type RawZipEnd, type RawZipMember, rawEnd, rawZip, u64 } from "./testing/raw-zip.ts";
import { openZipMember, type RandomAccess, type ReadZipOptions, readZipDirectory } from "./zip-reader.ts";

const directoryOf = (zip: Buffer, options?: ReadZipOptions) => readZipDirectory(inMemory(zip), options);

/** The paths and contents of everything in a zip. */
async function read(zip: Buffer): Promise<[path: string, content: string][]> {
  const members = await directoryOf(zip, { where: "x.whl" });
  return Promise.all(
    members.map(async (member) => {
      const content = await all(openZipMember(inMemory(zip), member, "x.whl"));
      return [member.path, content.toString("latin1")] as [string, string];
    }),
  );
}

/** Longer than what is unpacked in one go. */
const long = Buffer.alloc(700_000, "a line that repeats itself\n");

test("reads stored and deflated members, short and long", async () => {
  const bodies = {
    "a.py": "print(1)\n",
    empty: "",
    "long.txt": long.toString(),
    noise: noise(400_000).toString("latin1"),
  };
  for (const method of [0, 8]) {
    const members = Object.entries(bodies).map(([name, body]) => ({
      name,
      body: Buffer.from(body, "latin1"),
      method,
    }));
    assert.deepEqual(await read(rawZip(members)), Object.entries(bodies));
  }
});

test("tells modes, folders and symlinks of Unix, and no modes of others", async () => {
  const unix = (name: string, mode: number) => ({ name, madeBy: 0x0314, attributes: (mode << 16) >>> 0 });
  const members = await directoryOf(
    rawZip([
      unix("run", 0o100755),
      unix("d/", 0o40750),
      unix("l", 0o120777),
      { name: "dos", attributes: 0x20 },
    ]),
  );
  assert.deepEqual(
    members.map((m) => [m.path, m.mode, m.isDirectory, m.isSymlink]),
    [
      ["run", 0o755, false, false],
      ["d", 0o750, true, false],
      ["l", 0o777, false, true],
      ["dos", 0, false, false],
    ],
  );
});

test("reads members whose sizes follow the content, comments, and long local headers", async () => {
  const nothing = { size: 0, packedSize: 0, crc: 0 };
  const streamed = { name: "a", body: "streamed", flags: 8, local: nothing };
  const padded = { name: "b", body: long, local: { extra: Buffer.alloc(40_000) } };
  const zip = rawZip([streamed, padded], { comment: "PK\x05\x06 in a comment" });
  assert.deepEqual(await read(zip), [
    ["a", "streamed"],
    ["b", long.toString()],
  ]);
});

/** A zip whose one member has all its numbers in ZIP64 fields. */
function zip64(end: { count?: number } = {}): Buffer {
  const wide = (...values: number[]) =>
    Buffer.concat([Buffer.of(1, 0, values.length * 8, 0), ...values.map(u64)]);
  const member: RawZipMember = {
    name: "a",
    body: "wide",
    method: 0,
    size: 0xffffffff,
    packedSize: 0xffffffff,
    headerOffset: 0xffffffff,
    extra: wide(4, 4, 0),
    local: { extra: wide(4, 4) },
  };
  const plain = rawZip([member]).subarray(0, -22);
  const offset = plain.indexOf("PK\x01\x02");
  const numbers = [1, end.count ?? 1, plain.length - offset, offset].map(u64);
  const record = [Buffer.from("PK\x06\x06"), u64(44), Buffer.alloc(12), ...numbers];
  const locator = [Buffer.from("PK\x06\x07"), Buffer.alloc(4), u64(plain.length), Buffer.of(1, 0, 0, 0)];
  return Buffer.concat([plain, ...record, ...locator, rawEnd(0xffff, 0xffffffff, 0xffffffff)]);
}

test("reads ZIP64", async () => {
  assert.deepEqual(await read(zip64()), [["a", "wide"]]);
  await assert.rejects(read(zip64({ count: 2 })), { code: "BAD_ARCHIVE" });
});

test("reads what Python's zipfile writes", { skip: missing("python3") }, async () => {
  const program = `
import io, sys, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, "w") as z:
    z.writestr("stored", b"s" * 1000, zipfile.ZIP_STORED)
    z.writestr("pkg/__init__.py", b"x = 1\\n" * 50000, zipfile.ZIP_DEFLATED)
    z.writestr("pkg/\\u00e9.txt", b"")
    with z.open("wide", "w", force_zip64=True) as f: f.write(b"w" * 10)
sys.stdout.buffer.write(out.getvalue())`;
  assert.deepEqual(await read(await python(program, Buffer.alloc(0))), [
    ["stored", "s".repeat(1000)],
    ["pkg/__init__.py", "x = 1\n".repeat(50_000)],
    ["pkg/é.txt", ""],
    ["wide", "w".repeat(10)],
  ]);
});

test("reads a small member in one go", async () => {
  const zip = rawZip([
    { name: "a", body: "small" },
    { name: "b", body: noise(5000) },
  ]);
  const [member] = await directoryOf(zip);
  assert.ok(member);
  let reads = 0;
  const file = inMemory(zip);
  const counting: RandomAccess = {
    size: file.size,
    read: (offset, length) => {
      reads += 1;
      return file.read(offset, length);
    },
  };
  await all(openZipMember(counting, member));
  assert.equal(reads, 1);
});

describe("refuses", () => {
  const a: RawZipMember = { name: "a", body: "content" };
  const bomb = { name: "bomb", packed: noise(200_000), size: 100 * 2 ** 20 };
  const bad: [name: string, code: string, members: RawZipMember[], end?: RawZipEnd][] = [
    ["a path that climbs", "UNSAFE_PATH", [{ name: "a/../../b" }]],
    ["an absolute path", "UNSAFE_PATH", [{ name: "/etc/passwd" }]],
    ["a backslash", "UNSAFE_PATH", [{ name: "..\\b" }]],
    ["a NUL", "UNSAFE_PATH", [{ name: "a\0.py" }]],
    ["two members with one name", "BAD_ARCHIVE", [a, a]],
    ["two members with one path", "BAD_ARCHIVE", [a, { name: "./a" }]],
    ["a file and a folder with one path", "BAD_ARCHIVE", [a, { name: "a/" }]],
    ["encryption", "UNSUPPORTED_ARCHIVE", [{ ...a, flags: 1 }]],
    ["encryption that only the member tells", "UNSUPPORTED_ARCHIVE", [{ ...a, local: { flags: 1 } }]],
    ["a method other than deflate", "UNSUPPORTED_ARCHIVE", [{ ...a, method: 14 }]],
    ["a part of several files", "UNSUPPORTED_ARCHIVE", [a], { disk: 1 }],
    ["a directory that is counted wrongly", "BAD_ARCHIVE", [a], { count: 2 }],
    ["a directory that is elsewhere", "BAD_ARCHIVE", [a], { directoryOffset: 3 }],
    ["members that overlap", "BAD_ARCHIVE", [a, { ...a, name: "b", headerOffset: 0 }]],
    ["a member that reaches into the directory", "BAD_ARCHIVE", [{ ...a, packedSize: 5000 }]],
    ["a member that is not where it should be", "BAD_ARCHIVE", [{ ...a, body: noise(100), headerOffset: 3 }]],
    ["a method that the member denies", "BAD_ARCHIVE", [{ ...a, local: { method: 0 } }]],
    ["a name that the member denies", "BAD_ARCHIVE", [{ ...a, local: { name: "b" } }]],
    ["a name that climbs in the member only", "UNSAFE_PATH", [{ ...a, local: { name: "../a" } }]],
    ["a sum that the member denies", "BAD_ARCHIVE", [{ ...a, local: { crc: 1 } }]],
    ["a wrong sum", "BAD_ARCHIVE", [{ ...a, crc: 1 }]],
    ["a size that the member denies", "SIZE_LIED", [{ ...a, local: { size: 6 } }]],
    ["a packed size that the member denies", "SIZE_LIED", [{ ...a, local: { packedSize: 1 } }]],
    ["less content than announced", "SIZE_LIED", [{ ...a, size: 8 }]],
    ["more content than announced", "SIZE_LIED", [{ ...a, size: 6 }]],
    ["far more content than announced", "SIZE_LIED", [{ name: "a", body: long, size: 1000 }]],
    [
      "more content than announced, in a long member",
      "SIZE_LIED",
      [{ name: "a", body: long, size: 500_000 }],
    ],
    ["stored content of another size", "SIZE_LIED", [{ ...a, method: 0, size: 8 }]],
    [
      "packed bytes that are left over",
      "SIZE_LIED",
      [{ ...a, packed: Buffer.from("cb48cdc9c9070000000000", "hex"), body: "hello" }],
    ],
    [
      "packed bytes that are missing",
      "TRUNCATED",
      [{ ...a, packed: Buffer.from("cb48cd", "hex"), body: "hello" }],
    ],
    ["packed bytes that are damaged", "BAD_ARCHIVE", [{ ...a, packed: Buffer.alloc(9, 0xff) }]],
    ["a size that deflate cannot reach", "SIZE_LIED", [{ ...a, size: 2 ** 30 }]],
    ["a bomb", "ARCHIVE_LIMIT", [bomb]],
    ["a ZIP64 size that is not there", "BAD_ARCHIVE", [{ ...a, size: 0xffffffff }]],
  ];
  for (const [name, code, members, end] of bad) {
    test(name, () => assert.rejects(read(rawZip(members, end)), { code, where: /x\.whl/ }));
  }

  test("data before and after the zip", async () => {
    const zip = rawZip([a]);
    await assert.rejects(read(Buffer.concat([noise(100), zip])), { code: "BAD_ARCHIVE" });
    await assert.rejects(read(Buffer.concat([zip, noise(100)])), { code: "BAD_ARCHIVE" });
  });

  test("more than the limits", async () => {
    const zip = rawZip([a, { name: "b", body: "content" }]);
    for (const limits of [{ entries: 1 }, { entrySize: 6 }, { totalSize: 13 }]) {
      await assert.rejects(directoryOf(zip, { limits }), { code: "ARCHIVE_LIMIT" });
    }
  });

  const sample = rawZip([a, { name: "b/c", body: noise(300) }]);

  test("an archive that ends too early, wherever it does", async () => {
    for (let end = 0; end < sample.length; end += 1)
      await assert.rejects(read(sample.subarray(0, end)), `at ${end}`);
  });

  test("random bytes, without hanging", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sample.length - 8),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        async (at, bytes) => {
          const damaged = Buffer.from(sample);
          damaged.set(bytes, at);
          await read(damaged).catch((error) => assert.match(error.code, /^[A-Z_]+$/, error.stack));
        },
      ),
      { numRuns: 500 },
    );
  });
});
