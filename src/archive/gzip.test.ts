import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { gunzip } from "./gzip.ts";
import { all, inChunks, noise } from "./testing/archive.ts";

const plain = Buffer.concat([noise(50_000), Buffer.alloc(100_000, "text ")]);
const gzip = gzipSync(plain);

describe("gunzip", () => {
  test("unpacks every member, and passes over zeros at the end", async () => {
    const members = Buffer.concat([gzip, gzipSync(""), gzip, Buffer.alloc(512)]);
    assert.deepEqual(await all(gunzip(inChunks(members))), Buffer.concat([plain, plain]));
  });

  const bad: [name: string, code: string, gzip: Buffer, limit?: number][] = [
    ["nothing", "TRUNCATED", Buffer.alloc(0)],
    ["something else", "BAD_ARCHIVE", noise(100)],
    ["something after the end", "BAD_ARCHIVE", Buffer.concat([gzip, Buffer.from("more")])],
    ["a wrong sum", "BAD_ARCHIVE", Buffer.concat([gzip.subarray(0, -8), Buffer.alloc(4), gzip.subarray(-4)])],
    ["a second member cut short", "TRUNCATED", Buffer.concat([gzip, gzip.subarray(0, 9)])],
    ["more than the limit", "ARCHIVE_LIMIT", gzip, plain.length - 1],
  ];
  for (const [name, code, bytes, limit] of bad) {
    test(`refuses ${name}`, () =>
      assert.rejects(all(gunzip(inChunks(bytes), { limit, where: "x" })), { code, where: "x" }));
  }

  test("refuses a file that ends too early, wherever it does", async () => {
    const small = gzipSync("a small file");
    for (let end = 0; end < small.length; end += 1) {
      await assert.rejects(all(gunzip(inChunks(small.subarray(0, end)))), { code: "TRUNCATED" }, `at ${end}`);
    }
  });

  test("passes on a failure of its source as it is", async () => {
    async function* source() {
      yield gzip.subarray(0, 100);
      throw new Error("digest mismatch");
    }
    await assert.rejects(all(gunzip(source())), /digest mismatch/);
  });

  test("stops its source when the reader stops", { timeout: 10_000 }, async () => {
    const { promise: closed, resolve: close } = Promise.withResolvers<void>();
    async function* source() {
      try {
        while (true) yield gzip;
      } finally {
        close();
      }
    }
    for await (const _ of gunzip(source())) break;
    await closed;
  });
});
