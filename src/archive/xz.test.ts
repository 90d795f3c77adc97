import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { all, inChunks, missing, noise } from "./testing/archive.ts";
import { unxz } from "./xz.ts";

const from64 = (text: string) => Buffer.from(text, "base64");
/**
 * `hello cooper\n` as `xz` packs it: with CRC-64, CRC-32, SHA-256, a dictionary of 1 GiB, a filter for x86
 * code.
 */
const crc64 = from64(
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAMaGVsbG8gY29vcGVyCgAAAABniWn/PvJb0QABJQ1xGcS2H7bzfQEAAAAABFla",
);
const crc32 = from64(
  "/Td6WFoAAAFpIt42AgAhARYAAAB0L+WjAQAMaGVsbG8gY29vcGVyCgAAAADdyK2AAAEhDXXcqNKQQpkNAQAAAAABWVo=",
);
const sha256 = from64(
  "/Td6WFoAAArh+wyhAgAhARYAAAB0L+WjAQAMaGVsbG8gY29vcGVyCgAAAAA5cGksPz/fsEP/CuOLohbpulefxu5DQSRVSzjkeuCFUAABPQ0ogd80GJtLmgEAAAAAClla",
);
const large = from64(
  "/Td6WFoAAATm1rRGAgAhASQAAABeH8f5AQAMaGVsbG8gY29vcGVyCgAAAABniWn/PvJb0QABJQ1xGcS2H7bzfQEAAAAABFla",
);
const x86 = from64(
  "/Td6WFoAAATm1rRGAgEEACEBFgANhjUfAQAMaGVsbG8gY29vcGVyCgAAAABniWn/PvJb0QABJQ1xGcS2H7bzfQEAAAAABFla",
);
/** 200,000 zeros in four blocks. */
const blocks = from64(
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4OpfAEtdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopNL6MN2X+m44wjEVPgWRjFdYrid/i2lH8MasDedETJ6YUAAAAAJzcCO/4isRsCACEBFgAAAHQv5aPg6l8AS10AAG/9//+jt/9HPkgVcjlhUbiSKOajhgf57uQegtMvxTo8AUuxfsmKik0vow3Zf6bjjCMRU+BZGMV1iuJ3+LaUfwxqwN50RMnphQAAAAAnNwI7/iKxGwIAIQEWAAAAdC/lo+DqXwBLXQAAb/3//6O3/0c+SBVyOWFRuJIo5qOGB/nu5B6C0y/FOjwBS7F+yYqKTS+jDdl/puOMIxFT4FkYxXWK4nf4tpR/DGrA3nREyemFAAAAACc3Ajv+IrEbAgAhARYAAAB0L+Wj4E4fADpdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopNL6MN2X+m44wjEVPcfQCyAAAAAADLewFeF4gmFwAEZ+DUA2fg1ANn4NQDVqCcAQAAL8UeHwn0YuYFAAAAAARZWg==",
);
const hello = Buffer.from("hello cooper\n");
const zeros = (words: number) => Buffer.alloc(4 * words);

describe("unxz unpacks", () => {
  const good: [name: string, xz: Buffer, plain: Buffer][] = [
    ["a stream with CRC-64", crc64, hello],
    ["a stream with CRC-32", crc32, hello],
    ["a stream of many blocks", blocks, Buffer.alloc(200_000)],
    [
      "several streams",
      Buffer.concat([crc64, blocks, crc32]),
      Buffer.concat([hello, Buffer.alloc(200_000), hello]),
    ],
    [
      "streams with padding",
      Buffer.concat([crc64, zeros(3), crc64, zeros(1)]),
      Buffer.concat([hello, hello]),
    ],
  ];
  for (const [name, xz, plain] of good) {
    test(name, async () => {
      for (const chunk of [1, 13, 10_000]) assert.deepEqual(await all(unxz(inChunks(xz, chunk))), plain);
    });
  }

  test("what `xz` packs, with large and incompressible content", { skip: missing("xz") }, async () => {
    const plain = Buffer.concat([noise(300_000), Buffer.alloc(300_000, "text "), noise(100, 2)]);
    const xz = execFileSync("xz", ["-c", "--block-size=250000"], { input: plain });
    assert.deepEqual(await all(unxz(inChunks(xz))), plain);
  });
});

describe("unxz refuses", () => {
  const bad: [name: string, code: string, xz: Buffer, limit?: number][] = [
    ["nothing", "TRUNCATED", Buffer.alloc(0)],
    ["something else", "BAD_ARCHIVE", noise(100)],
    ["something after the end", "BAD_ARCHIVE", Buffer.concat([crc64, Buffer.from("more and more")])],
    ["half a word of padding", "TRUNCATED", Buffer.concat([crc64, Buffer.alloc(3)])],
    ["checks that it cannot verify", "UNSUPPORTED_ARCHIVE", sha256],
    ["filters that it does not have", "UNSUPPORTED_ARCHIVE", x86],
    ["a dictionary of 1 GiB", "ARCHIVE_LIMIT", large],
    ["more than the limit", "ARCHIVE_LIMIT", blocks, 199_999],
  ];
  for (const [name, code, xz, limit] of bad) {
    test(name, () =>
      assert.rejects(all(unxz(inChunks(xz), { where: "x.xz", limit })), { code, where: "x.xz" }),
    );
  }

  test("a file that ends too early, wherever it does", async () => {
    for (let end = 0; end < blocks.length; end += 1) {
      await assert.rejects(all(unxz(inChunks(blocks.subarray(0, end)))), { code: "TRUNCATED" }, `at ${end}`);
    }
  });

  test("any bit that is flipped", async () => {
    for (let at = 0; at < crc64.length; at += 1) {
      const damaged = Buffer.from(crc64);
      damaged[at] = (damaged[at] as number) ^ 0x10;
      await assert.rejects(all(unxz(inChunks(damaged))), { name: "CooperError" }, `at ${at}`);
    }
  });
});

describe("decoders of xz", () => {
  test("are free again when a reader stops early, or fails", async () => {
    for (let i = 0; i < 20; i += 1) {
      for await (const _ of unxz(inChunks(blocks, 50))) break;
      await assert.rejects(all(unxz(inChunks(blocks.subarray(0, 200)))));
    }
    assert.deepEqual(await all(unxz(inChunks(crc64))), hello);
  });

  test("serve readers that came at the same time", async () => {
    const plain = await Promise.all([blocks, crc64, blocks].map((xz) => all(unxz(inChunks(xz, 10)))));
    assert.deepEqual(
      plain.map((bytes) => bytes.length),
      [200_000, 13, 200_000],
    );
  });

  test("pass on a failure of the source as it is, and close it", async () => {
    let closed = false;
    async function* source() {
      try {
        yield blocks.subarray(0, 100);
        throw new Error("digest mismatch");
      } finally {
        closed = true;
      }
    }
    await assert.rejects(all(unxz(source())), /digest mismatch/);
    assert.equal(closed, true);
  });
});
