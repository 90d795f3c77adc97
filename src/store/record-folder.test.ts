import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bytesOf } from "../core/stream.ts";
import { temporaryStore } from "./testing/temporary-store.ts";

test("a record is found by kind and key, and the last one counts", async (t) => {
  const { records } = await temporaryStore(t);
  await records.set("layer", "k", { a: [1] });
  await records.set("layer", "k", { a: [2] });
  assert.deepEqual(await records.get("layer", "k"), { a: [2] });
  assert.equal(await records.get("layer", "K"), undefined);
  assert.equal(await records.get("image", "k"), undefined);
});

test("a record that names a blob which is gone is absent", async (t) => {
  const { records, blobs } = await temporaryStore(t);
  const [one, two] = [await blobs.put(bytesOf("1")), await blobs.put(bytesOf("2"))];
  await records.set("image", "k", { blobs: [one.digest, two.digest] });
  assert.notEqual(await records.get("image", "k"), undefined);
  rmSync(blobs.path(two.digest));
  assert.equal(await records.get("image", "k"), undefined);
});

const malformed = ["", "{", "null", "7", "[]", '{"key":1}', '{"key":"other","value":1}', "\0\0\0\0"];

for (const text of malformed) {
  test(`a record that says ${JSON.stringify(text)} is absent`, async (t) => {
    const { records, folder } = await temporaryStore(t);
    await records.set("layer", "k", 1);
    const kind = join(folder, "cooper", "records", "layer");
    for (const name of readdirSync(kind)) writeFileSync(join(kind, name), text);
    assert.equal(await records.get("layer", "k"), undefined);
    await records.set("layer", "k", 2);
    assert.equal(await records.get("layer", "k"), 2);
  });
}

test("a record in which anything was changed is absent", async (t) => {
  const { records, folder } = await temporaryStore(t);
  await records.set("layer", "k", { path: "bin/sh", size: 5, é: [true] });
  const kind = join(folder, "cooper", "records", "layer");
  const [path = ""] = readdirSync(kind).map((name) => join(kind, name));
  const sound = readFileSync(path);
  for (let at = 0; at < sound.length; at += 1) {
    const damaged = Buffer.from(sound);
    damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
    writeFileSync(path, damaged);
    assert.equal(await records.get("layer", "k"), undefined, `at ${at}`);
  }
});

test("a kind cannot lead out of the folder", async (t) => {
  const { records } = await temporaryStore(t);
  await assert.rejects(records.set("../../x", "k", 1), RangeError);
});
