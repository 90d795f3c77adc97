import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { all, inChunks, missing, noise } from "../../archive/testing/archive.ts";
import { unxzInThread } from "./unxz-thread.ts";

const skip = missing("xz");

/** Large enough that the decoder reads on while what it unpacked is on its way. */
const plain = Buffer.concat([noise(400_000), Buffer.alloc(600_000, "text ")]);
const packed = skip ? Buffer.alloc(0) : execFileSync("xz", ["-c"], { input: plain });

function unpack(bytes: Uint8Array): Promise<Buffer> {
  return all(unxzInThread(inChunks(bytes, 50_000), "x.deb"));
}

test("unpacks several streams at once, and more after them", { skip }, async () => {
  const texts = await Promise.all([unpack(packed), unpack(packed), unpack(packed)]);
  for (const text of [...texts, await unpack(packed)]) assert.ok(text.equals(plain));
});

test("damage is told as without a thread", { skip }, async () => {
  const damaged = Buffer.from(packed);
  damaged.fill(0xff, 200_000, 200_100);
  await assert.rejects(unpack(damaged), { code: "BAD_ARCHIVE", where: "x.deb" });
  await assert.rejects(unpack(packed.subarray(0, -4)), { code: "TRUNCATED", where: "x.deb" });
});

test("a failing source fails the stream and is closed", { skip }, async () => {
  let isOpen = true;
  async function* source() {
    try {
      yield packed.subarray(0, 1000);
      throw new Error("the disk is gone");
    } finally {
      isOpen = false;
    }
  }
  await assert.rejects(all(unxzInThread(source(), "x.deb")), /the disk is gone/);
  assert.equal(isOpen, false);
});

test("a reader that leaves in the middle harms nobody", { skip }, async () => {
  for await (const chunk of unxzInThread(inChunks(packed, 50_000), "x.deb")) {
    assert.ok(chunk.length > 0);
    break;
  }
  assert.ok((await unpack(packed)).equals(plain));
});
