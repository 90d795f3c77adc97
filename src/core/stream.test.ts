import assert from "node:assert/strict";
import { test } from "node:test";
import { type Bytes, bytesOf, collect } from "./stream.ts";

test("collects chunks in order, up to the limit", async () => {
  async function* chunks(): Bytes {
    yield* bytesOf("ab");
    yield* bytesOf(Buffer.from("cd"));
  }
  assert.equal(String(await collect(chunks(), 4)), "abcd");
  await assert.rejects(collect(chunks(), 3), { code: "TOO_LARGE" });
});

test("nothing is a stream without chunks", async () => {
  assert.deepEqual(await Array.fromAsync(bytesOf("")), []);
  assert.equal((await collect(bytesOf(""), 0)).length, 0);
});

test("a stream over the limit is not read further", async () => {
  let closed = false;
  async function* endless(): Bytes {
    try {
      while (true) yield Buffer.alloc(10);
    } finally {
      closed = true;
    }
  }
  await assert.rejects(collect(endless(), 25, "here"), { code: "TOO_LARGE", where: "here" });
  assert.ok(closed);
});
