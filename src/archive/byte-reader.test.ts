import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { batched } from "./batched.ts";
import { ByteReader } from "./byte-reader.ts";
import { all, inChunks, noise } from "./testing/archive.ts";

test("cuts a stream into runs, whatever its chunks", async () => {
  const bytes = noise(100);
  const runs = fc.array(fc.nat(20), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(runs, fc.integer({ min: 1, max: 40 }), async (lengths, chunk) => {
      const reader = new ByteReader(inChunks(bytes, chunk), "x");
      let at = 0;
      for (const length of lengths) {
        if (at + length > bytes.length) {
          await assert.rejects(reader.exactly(length), { code: "TRUNCATED" });
          return;
        }
        assert.deepEqual(await reader.exactly(length), bytes.subarray(at, at + length));
        at += length;
        assert.equal(reader.position, at);
      }
    }),
  );
});

test("tells the end of a stream from an end in the middle", async () => {
  const reader = new ByteReader(inChunks(noise(10), 3), "x");
  await reader.skip(8);
  await assert.rejects(reader.exactlyOrEnd(4), { code: "TRUNCATED", where: "x" });
  assert.equal(await new ByteReader(inChunks(noise(0)), "x").exactlyOrEnd(4), undefined);
});

test("closing ends the source", async () => {
  let closed = false;
  async function* source() {
    try {
      yield noise(10);
      yield noise(10);
    } finally {
      closed = true;
    }
  }
  const reader = new ByteReader(source(), "x");
  await reader.exactly(1);
  await reader.close();
  assert.equal(closed, true);
});

test("batched gives the same bytes in few chunks", async () => {
  const bytes = noise(5000);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(300), { maxLength: 40 }), async (lengths) => {
      async function* source() {
        let at = 0;
        for (const length of lengths) {
          yield bytes.subarray(at, at + length);
          at += length;
        }
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of batched(source(), 400)) chunks.push(chunk);
      assert.deepEqual(Buffer.concat(chunks), await all(source()));
      assert.ok(chunks.every((chunk) => chunk.length > 0 && chunk.length <= 400));
      const small = chunks.filter((chunk, i) => chunk.length + (chunks[i + 1]?.length ?? 400) < 100);
      assert.deepEqual(small, []);
    }),
  );
});
