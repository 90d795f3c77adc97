import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { after, describe, test } from "node:test";
import { gunzip } from "./gzip.ts";
import { gzipMembers, type MemberCache, memberKey } from "./gzip-members.ts";
import { createGzipPool, type GzipPool } from "./gzip-pool.ts";
import { all, inChunks, missing, noise } from "./testing/archive.ts";

/** Content as images have it: text, tables of numbers, what does not compress, and nothing. */
const pieces = [
  Buffer.from(Array.from({ length: 60_000 }, (_, i) => `def f${i % 997}(x): return x * ${i}\n`).join("")),
  noise(300_000),
  Buffer.from(Uint32Array.from({ length: 200_000 }, (_, i) => i * 4097).buffer),
  Buffer.alloc(0),
  Buffer.alloc(3_000_000, "0123456789"),
  Buffer.of(7),
];
const plain = Buffer.concat(pieces);

const pool = createGzipPool({ workers: 2 });
after(() => pool.close());

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("the bytes", () => {
  test("are what they have always been, on every machine and Node", async () => {
    const packed = await all(gzipMembers(pieces, { pool }));
    assert.equal(sha256(packed), "335e40a4cd9ec20696ac9b371bacb899287e7525e70273a9eeb5f4ba865a5b0f");
  });

  test("do not depend on the number of workers", async () => {
    const single = createGzipPool({ workers: 1 });
    const packed = await all(gzipMembers(pieces, { pool: single }));
    await single.close();
    assert.deepEqual(packed, await all(gzipMembers(pieces, { pool })));
  });

  test("name no time, no file and no system", async () => {
    const [member] = await Promise.all([pool.compress(Buffer.from("a"))]);
    assert.equal(Buffer.from(member as Uint8Array).toString("hex", 0, 10), "1f8b08000000000000ff");
  });

  test("are gzip to Node and to the gzip program", { skip: missing("gzip") }, async () => {
    const packed = await all(gzipMembers(pieces, { pool }));
    assert.ok((await all(gunzip(inChunks(packed)))).equals(plain));
    assert.ok(execFileSync("gzip", ["-dc"], { input: packed, maxBuffer: 2 ** 26 }).equals(plain));
  });

  test("of nothing are a member of nothing", async () => {
    assert.deepEqual(await all(gunzip(gzipMembers([], { pool }))), Buffer.alloc(0));
  });
});

describe("a cache", () => {
  function memory(): MemberCache & { readonly kept: Map<string, Uint8Array> } {
    const kept = new Map<string, Uint8Array>();
    return {
      kept,
      lookup: async (key) => kept.get(key),
      save: async (key, member) => void kept.set(key, member),
    };
  }

  test("is asked before work is done, and makes no difference to the bytes", async () => {
    const cache = memory();
    const first = await all(gzipMembers(pieces, { pool, cache }));
    assert.deepEqual([...cache.kept.keys()].toSorted(), pieces.map(memberKey).toSorted());
    const idle: GzipPool = { ...pool, compress: () => assert.fail("nothing is to be compressed again") };
    assert.deepEqual(await all(gzipMembers(pieces, { pool: idle, cache })), first);
    assert.deepEqual(first, await all(gzipMembers(pieces, { pool })));
  });
});

describe("back-pressure", () => {
  test("bounds the pieces that are held", async () => {
    let taken = 0;
    let given = 0;
    let most = 0;
    async function* source() {
      for (let i = 0; i < 30; i += 1) {
        taken += 1;
        most = Math.max(most, taken - given);
        yield noise(1000, i);
      }
    }
    for await (const _ of gzipMembers(source(), { pool })) given += 1;
    assert.equal(given, 30);
    assert.ok(most <= 5, `${most} pieces at once`);
  });

  test("a failure of the source comes out", async () => {
    async function* source() {
      yield noise(10);
      throw new Error("disk is gone");
    }
    await assert.rejects(all(gzipMembers(source(), { pool })), /disk is gone/);
  });
});
