import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { type Bytes, bytesOf, collect } from "../../core/stream.ts";
import { hasXzProgram, unxzByProgram } from "./unxz-program.ts";

const skip = !(await hasXzProgram()) && "the program xz is not installed";
const plain = Buffer.concat([Buffer.alloc(3_000_000, "cooper "), randomBytes(500_000)]);
const packed = skip ? Buffer.alloc(0) : spawnSync("xz", ["-c"], { input: plain, maxBuffer: 2 ** 24 }).stdout;

async function* inChunks(bytes: Buffer, size: number): Bytes {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const unpack = (bytes: Buffer) => collect(unxzByProgram(inChunks(bytes, 10_000), "a.deb"), 2 ** 24);

test("unpacks what xz has packed", { skip }, async () => {
  assert.deepEqual(await unpack(packed), plain);
});

test("unpacks several files at once", { skip }, async () => {
  const all = await Promise.all([unpack(packed), unpack(packed), unpack(packed)]);
  assert.ok(all.every((bytes) => bytes.equals(plain)));
});

const damages: readonly [string, () => Buffer, string][] = [
  ["truncated", () => packed.subarray(0, -20), "TRUNCATED"],
  ["empty", () => Buffer.alloc(0), "BAD_ARCHIVE"],
  ["no xz", () => Buffer.from("this is not an xz file at all"), "BAD_ARCHIVE"],
  ["changed", () => Buffer.from(packed).fill(0xff, 300_000, 300_010), "BAD_ARCHIVE"],
];

for (const [name, bytes, code] of damages) {
  test(`data that is ${name} fails with ${code}`, { skip }, async () => {
    await assert.rejects(unpack(bytes()), { code, where: "a.deb" });
  });
}

test("the failure of the source is the failure", { skip }, async () => {
  async function* broken(): Bytes {
    yield packed.subarray(0, 1000);
    throw new Error("the disk is gone");
  }
  await assert.rejects(collect(unxzByProgram(broken(), "a.deb"), 2 ** 24), /the disk is gone/);
});

test("a reader that leaves ends the program", { skip }, async () => {
  for await (const _ of unxzByProgram(bytesOf(packed), "a.deb")) break;
});
