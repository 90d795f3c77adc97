import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { EntryHeader } from "./entry.ts";
import { decodePath } from "./path-bytes.ts";
import { encodePax } from "./pax.ts";
import { type ReadTarOptions, readTar, type TarEntry } from "./tar-reader.ts";
import { writeTar } from "./tar-writer.ts";
import { all, file, header, inChunks, missing, noise, python } from "./testing/archive.ts";
import { type RawBlock, rawEntry, rawTar } from "./testing/raw-tar.ts";

interface Read {
  readonly header: EntryHeader;
  readonly offset: number;
  readonly content: Buffer;
}

async function read(tar: Buffer, options?: ReadTarOptions & { chunk?: number }): Promise<Read[]> {
  const entries: Read[] = [];
  for await (const { content, offset, ...rest } of readTar(inChunks(tar, options?.chunk ?? 700), options)) {
    entries.push({ header: rest, offset, content: await all(content()) });
  }
  return entries;
}

async function one(...raw: (RawBlock | Buffer)[]): Promise<EntryHeader> {
  const [entry] = await read(rawTar(...raw), { allowDevices: true });
  assert.ok(entry);
  return entry.header;
}

const pax = (records: Record<string, string>, type = "x") =>
  rawEntry({ type, body: encodePax(new Map(Object.entries(records).map(([k, v]) => [k, Buffer.from(v)]))) });

/** Parts of names around the lengths at which tar's fields end, of any bytes but NUL and slash. */
const part = fc
  .tuple(
    fc.uint8Array({ min: 1, minLength: 1, maxLength: 5 }),
    fc.constantFrom(0, 1, 90, 94, 95, 96, 97, 99, 100, 101, 150, 155, 250),
  )
  .map(([bytes, length]) => `${decodePath(bytes.map((b) => (b === 0x2f ? 0x2d : b)))}x${"n".repeat(length)}`);
const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const number = fc.constantFrom(0, 1, 65532, 8 ** 7 - 1, 8 ** 7, 2 ** 31, 2 ** 40);
const common = fc.record({ path, mode: fc.nat(0o7777), uid: number, gid: number, mtime: number });
const sizes = fc.constantFrom(0, 1, 511, 512, 513, 1023, 1024, 1025, 5000);
const xattrs = fc
  .dictionary(
    fc.constantFrom("user.a", "security.capability"),
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
  )
  .map((values) => new Map(Object.entries(values).map(([name, value]) => [name, Buffer.from(value)])));
const entry = fc.oneof(
  fc
    .tuple(common, sizes, xattrs)
    .map(([fields, size, attributes]) =>
      file(fields.path, noise(size), { ...fields, ...(attributes.size > 0 && { xattrs: attributes }) }),
    ),
  fc
    .tuple(common, fc.constantFrom("directory", "fifo"))
    .map(([fields, type]) => ({ header: header({ ...fields, type } as Partial<EntryHeader>) })),
  fc.tuple(common, fc.constantFrom("symlink", "hardlink"), path).map(([fields, type, linkTarget]) => ({
    header: header({ ...fields, type, linkTarget } as Partial<EntryHeader>),
  })),
);

test("what our writer writes comes back, whatever the names, numbers and chunks", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 5 }),
      fc.integer({ min: 1, max: 2000 }),
      async (inputs, chunk) => {
        const tar = await all(writeTar(inputs));
        const entries = await read(tar, { chunk });
        assert.deepEqual(
          entries.map((e) => e.header),
          inputs.map((input) => input.header),
        );
        for (const { header: h, content, offset } of entries) {
          assert.deepEqual(content, noise(h.size));
          assert.deepEqual(tar.subarray(offset, offset + h.size), content);
        }
      },
    ),
    { numRuns: 60 },
  );
});

describe("reads what others write", () => {
  test("before POSIX: no magic, folders by their slash", async () => {
    const found = await one({ magic: "", type: "\0", name: "folder/", prefix: "not a prefix" });
    assert.deepEqual([found.path, found.type], ["folder", "directory"]);
  });

  test("numbers with spaces, and none at all", async () => {
    const found = await one({ mode: "   644 ", uid: "", mtime: " 1234567 " });
    assert.deepEqual([found.mode, found.uid, found.mtime], [0o644, 0, 0o1234567]);
  });

  test("numbers in base-256, also negative ones", async () => {
    const found = await one({
      uid: Buffer.from("8000000000300000", "hex"),
      mtime: Buffer.from("ffffffffffffffffffffffff", "hex"),
    });
    assert.deepEqual([found.uid, found.mtime], [0x300000, -1]);
  });

  test("GNU's long names and links", async () => {
    const [name, target] = ["n".repeat(300), "t".repeat(300)];
    const found = await one(
      { type: "K", name: "././@LongLink", body: `${target}\0` },
      { type: "L", name: "././@LongLink", body: `./${name}\0` },
      { type: "2", magic: "ustar  \0", prefix: "atime" },
    );
    assert.deepEqual([found.path, found.linkTarget], [name, target]);
  });

  test("PAX records over ustar fields, local ones over global ones", async () => {
    const global = pax({ mtime: "5.75", uid: "7", path: "everyone" }, "g");
    const local = pax({ path: "mine", uid: "8", comment: "left aside" });
    const entries = await read(rawTar(global, local, {}, {}));
    const told = entries.map(({ header: h }) => [h.path, h.uid, h.mtime]);
    assert.deepEqual(told, [
      ["mine", 8, 5],
      ["everyone", 7, 5],
    ]);
  });

  test("an empty PAX record takes back a global one", async () => {
    assert.equal((await one(pax({ path: "all" }, "g"), pax({ path: "" }), { name: "own" })).path, "own");
  });

  test("a size in PAX over the one in the block", async () => {
    const tar = rawTar(pax({ size: "5" }), { size: "00000000000" }).subarray(0, -1024);
    const entries = await read(Buffer.concat([tar, Buffer.from("hello"), Buffer.alloc(507 + 1024)]));
    assert.equal(entries[0]?.content.toString(), "hello");
  });

  test("checksums over signed bytes", async () => {
    const block = rawEntry({ name: "\xe9" });
    const signed = Number.parseInt(block.toString("latin1", 148, 154), 8) - 256;
    block.write(signed.toString(8).padStart(6, "0"), 148);
    assert.equal((await one(block)).path, "\udce9");
  });

  test("hard links with the size of their file, which have no content", async () => {
    assert.equal((await one({ type: "1", linkName: "./a", size: "00000000777" })).size, 0);
  });

  test("devices where they are allowed", async () => {
    assert.equal((await one({ type: "3" })).type, "character-device");
  });

  test("archives with one block at the end, and with padding after it", async () => {
    const tar = rawTar({ name: "a" });
    assert.equal((await read(tar.subarray(0, -512))).length, 1);
    assert.equal((await read(Buffer.concat([tar, Buffer.alloc(9000)]))).length, 1);
  });

  test("Python's tarfile in its three formats", { skip: missing("python3") }, async () => {
    const program = `
import io, sys, tarfile
for format in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as tar:
        info = tarfile.TarInfo("d/" * 60 + "name")
        info.size, info.mtime, info.uid = 1000, 1700000000, 65532
        tar.addfile(info, io.BytesIO(b"x" * 1000))
    data = out.getvalue()
    sys.stdout.buffer.write(len(data).to_bytes(4, "big") + data)`;
    const output = await python(program, Buffer.alloc(0));
    for (let at = 0; at < output.length; at += 4 + output.readUInt32BE(at)) {
      const entries = await read(output.subarray(at + 4, at + 4 + output.readUInt32BE(at)));
      const expected = { path: `${"d/".repeat(60)}name`, size: 1000, mtime: 1_700_000_000, uid: 65532 };
      assert.deepEqual(
        entries.map((e) => e.header),
        [header(expected)],
      );
    }
  });
});

describe("refuses", () => {
  const hostile: [name: string, code: string, entries: (RawBlock | Buffer)[]][] = [
    ["a path that climbs", "UNSAFE_PATH", [{ name: "../etc/passwd" }]],
    ["a path that climbs in the middle", "UNSAFE_PATH", [{ name: "a/../../b" }]],
    ["a path that climbs by its prefix", "UNSAFE_PATH", [{ prefix: "..", name: "b" }]],
    ["a path that climbs by PAX", "UNSAFE_PATH", [pax({ path: "../x" }), {}]],
    ["a path that climbs by GNU's long name", "UNSAFE_PATH", [{ type: "L", body: "../x\0" }, {}]],
    ["an absolute path", "UNSAFE_PATH", [{ name: "/etc/passwd" }]],
    ["a NUL in a PAX path", "UNSAFE_PATH", [pax({ path: "a\0b" }), {}]],
    ["no name", "UNSAFE_PATH", [{ name: "" }]],
    ["a hard link that climbs", "UNSAFE_PATH", [{ type: "1", linkName: "../../etc/shadow" }]],
    ["a hard link to an absolute path", "UNSAFE_PATH", [{ type: "1", linkName: "/etc/shadow" }]],
    ["a file behind a symlink", "UNSAFE_PATH", [{ name: "a", type: "2", linkName: "/etc" }, { name: "a/b" }]],
    ["a character device", "DEVICE_REFUSED", [{ type: "3" }]],
    ["a block device", "DEVICE_REFUSED", [{ type: "4" }]],
    ["a wrong checksum", "BAD_ARCHIVE", [{ checksum: "0000001\0" }]],
    ["a checksum that is no number", "BAD_ARCHIVE", [{ checksum: "zzzzzzzz" }]],
    ["a size that is no number", "BAD_ARCHIVE", [{ size: "12x" }]],
    ["a negative size", "BAD_ARCHIVE", [{ size: Buffer.alloc(12, 0xff) }]],
    ["a size that no number can hold", "BAD_ARCHIVE", [{ size: Buffer.from(`80${"ff".repeat(11)}`, "hex") }]],
    ["a PAX size that is no number", "BAD_ARCHIVE", [pax({ size: "1e3" }), {}]],
    ["a PAX size that no number can hold", "BAD_ARCHIVE", [pax({ size: "9".repeat(30) }), {}]],
    ["a folder with a size", "BAD_ARCHIVE", [{ type: "5", size: "00000000001" }]],
    ["a symlink to nothing", "BAD_ARCHIVE", [{ type: "2" }]],
    ["a PAX record with a wrong length", "BAD_ARCHIVE", [{ type: "x", body: "99 path=x\n" }, {}]],
    ["a PAX record without a length", "BAD_ARCHIVE", [{ type: "x", body: "path=x\n" }, {}]],
    ["a PAX record without a value", "BAD_ARCHIVE", [{ type: "x", body: "7 path\n" }, {}]],
    ["a PAX header with nothing after it", "BAD_ARCHIVE", [pax({ path: "x" })]],
    ["a PAX header of 4 GiB", "ARCHIVE_LIMIT", [{ type: "x", size: "40000000000" }]],
    ["a long name of 2 MiB", "ARCHIVE_LIMIT", [{ type: "L", body: "n".repeat(2 ** 21) }, {}]],
    ["PAX headers without end", "ARCHIVE_LIMIT", Array.from({ length: 2000 }, () => pax({ comment: "x" }))],
    ["a file in place of content", "BAD_ARCHIVE", [{ size: "00000000000", body: "this is no header" }]],
    ["zeros in the middle", "BAD_ARCHIVE", [{ name: "a" }, Buffer.alloc(512), { name: "b" }]],
    ["a sparse file of GNU's", "UNSUPPORTED_ARCHIVE", [{ type: "S" }]],
    ["a sparse file in PAX", "UNSUPPORTED_ARCHIVE", [pax({ "GNU.sparse.major": "1" }), {}]],
    ["a part of several volumes", "UNSUPPORTED_ARCHIVE", [{ type: "M" }]],
  ];
  for (const [name, code, entries] of hostile) {
    test(name, () => assert.rejects(read(rawTar(...entries), { where: "x.tar" }), { code, where: "x.tar" }));
  }

  const limits: [name: string, options: ReadTarOptions["limits"]][] = [
    ["too many entries", { entries: 2 }],
    ["a file that is too large", { entrySize: 99 }],
    ["too much content", { totalSize: 299 }],
  ];
  const three = rawTar(...["a", "b", "c"].map((name) => ({ name, body: noise(100) })));
  for (const [name, given] of limits) {
    test(name, () => assert.rejects(read(three, { limits: given }), { code: "ARCHIVE_LIMIT" }));
  }

  test("an archive that ends too early, wherever it does", async () => {
    const tar = await all(writeTar([file("é", noise(600)), file("b", noise(10))]));
    for (let end = 0; end <= tar.length - 1024; end += 128) {
      await assert.rejects(read(tar.subarray(0, end)), { code: "TRUNCATED" }, `at ${end}`);
    }
  });

  test("random bytes, without hanging", async () => {
    const mostlySound = fc.tuple(fc.nat(2047), fc.uint8Array({ minLength: 1, maxLength: 20 }));
    const tar = await all(writeTar([file("é", noise(100), { uid: 2 ** 22 }), file("b", noise(10))]));
    await fc.assert(
      fc.asyncProperty(mostlySound, async ([at, bytes]) => {
        const damaged = Buffer.from(tar);
        damaged.set(bytes.subarray(0, damaged.length - at), at);
        await read(damaged).catch((error) => assert.match(error.code, /^[A-Z_]+$/));
      }),
    );
  });
});

describe("content", () => {
  const tar = rawTar(...["a", "b", "c"].map((name) => ({ name, body: noise(3000) })));

  test("that nobody reads, or only in part, is skipped", async () => {
    const seen: string[] = [];
    for await (const { path: name, content } of readTar(inChunks(tar, 100))) {
      seen.push(name);
      if (name === "b") for await (const _ of content()) break;
    }
    assert.deepEqual(seen, ["a", "b", "c"]);
  });

  test("cannot be read later", async () => {
    const entries: TarEntry[] = [];
    for await (const found of readTar(inChunks(tar))) entries.push(found);
    await assert.rejects(all((entries[0] as TarEntry).content()), /before the next member/);
  });

  test("is left when the reader stops, and the source is told", async () => {
    let closed = false;
    async function* source() {
      try {
        yield* inChunks(tar);
      } finally {
        closed = true;
      }
    }
    for await (const _ of readTar(source())) break;
    assert.equal(closed, true);
  });

  test("is followed to the end of the stream, where a verifier has its say", async () => {
    async function* source() {
      yield* inChunks(Buffer.concat([tar, Buffer.alloc(5000)]));
      throw new Error("digest mismatch");
    }
    const reading = async () => {
      for await (const _ of readTar(source()));
    };
    await assert.rejects(reading, /digest mismatch/);
  });
});
