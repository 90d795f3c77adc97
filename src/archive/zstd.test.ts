import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { constants, zstdCompressSync } from "node:zlib";
import { all, inChunks, noise } from "./testing/archive.ts";
import { unzstd, zstd } from "./zstd.ts";

const plain = Buffer.concat([noise(200_000), Buffer.alloc(300_000), Buffer.alloc(100_000, "text ")]);
const packed = await all(zstd(inChunks(plain)));
/** A frame that holds no data, as zstd:chunked puts its index into. */
const skippable = Buffer.from("502a4d1805000000aabbccddee", "hex");

describe("zstd", () => {
  test("gives the same bytes, however the content comes", async () => {
    assert.deepEqual(await all(zstd(inChunks(plain, 100_000))), packed);
    assert.deepEqual(await all(zstd(inChunks(plain, 17))), packed);
  });

  test("is smaller at a higher level", async () => {
    const text = Buffer.from(Array.from({ length: 9000 }, (_, i) => `${i * i} `).join(""));
    const sizes = await Promise.all(
      [1, 19].map(async (level) => (await all(zstd(inChunks(text), { level }))).length),
    );
    assert.ok((sizes[1] as number) < (sizes[0] as number));
  });
});

describe("unzstd", () => {
  test("unpacks every frame and leaves skippable ones out", async () => {
    const frames = Buffer.concat([skippable, packed, skippable, packed, zstdCompressSync("a"), skippable]);
    assert.deepEqual(await all(unzstd(inChunks(frames))), Buffer.concat([plain, plain, Buffer.from("a")]));
  });

  test("unpacks frames of every kind of header", async () => {
    for (const size of [0, 1, 255, 256, 65_791, 65_792, 300_000]) {
      const content = noise(size);
      for (const checksum of [0, 1]) {
        const params = { [constants.ZSTD_c_checksumFlag]: checksum };
        const frame = zstdCompressSync(content, { params, pledgedSrcSize: size });
        assert.deepEqual(await all(unzstd(inChunks(frame))), content);
      }
    }
  });

  const bad: [name: string, code: string, zstd: Buffer, limit?: number][] = [
    ["nothing", "TRUNCATED", Buffer.alloc(0)],
    ["something else", "BAD_ARCHIVE", noise(100)],
    ["something after the end", "BAD_ARCHIVE", Buffer.concat([packed, Buffer.from("more")])],
    ["a wrong sum", "BAD_ARCHIVE", Buffer.concat([packed.subarray(0, -4), Buffer.alloc(4)])],
    ["a skippable frame cut short", "TRUNCATED", Buffer.concat([packed, skippable.subarray(0, -1)])],
    ["more than the limit", "ARCHIVE_LIMIT", packed, plain.length - 1],
  ];
  for (const [name, code, bytes, limit] of bad) {
    test(`refuses ${name}`, () =>
      assert.rejects(all(unzstd(inChunks(bytes), { limit, where: "x" })), { code, where: "x" }));
  }

  test("refuses data that ends too early, wherever it does", async () => {
    const small = zstdCompressSync(noise(300));
    for (let end = 0; end < small.length; end += 1) {
      await assert.rejects(all(unzstd(inChunks(small.subarray(0, end)))), { code: "TRUNCATED" }, `at ${end}`);
    }
  });
});
