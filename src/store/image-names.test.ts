import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { bytesOf } from "../core/stream.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { digestOf } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import { openStore } from "./open-store.ts";
import { temporaryStore } from "./testing/temporary-store.ts";

const run = promisify(execFile);

function descriptor(content: string): Descriptor {
  return { mediaType: mediaType.manifest, digest: digestOf(content), size: content.length };
}

test("names are set, moved, listed in order and removed", async (t) => {
  const { images, folder } = await temporaryStore(t);
  await images.set("b:1", descriptor("one"));
  await images.set("a:1", descriptor("two"));
  await images.set("b:1", descriptor("three"));
  const again = (await openStore(folder)).images;
  assert.deepEqual(
    (await again.list()).map(({ name, descriptor }) => [name, descriptor.digest]),
    [
      ["a:1", digestOf("two")],
      ["b:1", digestOf("three")],
    ],
  );
  assert.equal((await again.get("b:1"))?.annotations?.["org.opencontainers.image.ref.name"], "b:1");
  assert.deepEqual([await again.remove("b:1"), await again.remove("b:1")], [true, false]);
  assert.equal(await images.get("b:1"), undefined);
});

test("setting what is set already writes nothing", async (t) => {
  const { images, folder } = await temporaryStore(t);
  await images.set("a", descriptor("one"));
  writeFileSync(join(folder, "index.json"), ` ${readFileSync(join(folder, "index.json"), "utf8")}`);
  await images.set("a", descriptor("one"));
  assert.match(readFileSync(join(folder, "index.json"), "utf8"), /^ /);
});

test("what other tools wrote into the index stays", async (t) => {
  const { images, folder } = await temporaryStore(t);
  await images.set("a", descriptor("one"));
  const file = join(folder, "index.json");
  const index = JSON.parse(readFileSync(file, "utf8"));
  index.manifests.push(descriptor("unnamed"));
  index.annotations = { "example.key": "v" };
  writeFileSync(file, JSON.stringify(index));
  await images.set("b", descriptor("two"));
  const after = JSON.parse(readFileSync(file, "utf8"));
  assert.equal(after.manifests.length, 3);
  assert.deepEqual(after.annotations, { "example.key": "v" });
  assert.equal((await images.list()).length, 2);
});

const hostile = [
  "",
  "{",
  "null",
  "[]",
  '{"manifests":{}}',
  '{"manifests":[null]}',
  '{"manifests":[{"digest":"x"}]}',
];

for (const text of hostile) {
  test(`an index that says ${JSON.stringify(text)} is named as damaged, and gc removes nothing`, async (t) => {
    const store = await temporaryStore(t);
    const { digest } = await store.blobs.put(bytesOf("x"));
    writeFileSync(join(store.folder, "index.json"), text);
    const damaged = { code: "STORE_DAMAGED", where: join(store.folder, "index.json") };
    await assert.rejects(store.images.list(), damaged);
    await assert.rejects(store.images.set("a", descriptor("one")), damaged);
    await assert.rejects(store.gc({ keep: 0 }), damaged);
    assert.equal(await store.blobs.size(digest), 1);
  });
}

test("several processes name images at once and none is lost", async (t) => {
  const { images, folder } = await temporaryStore(t);
  const program = `
    import { openStore } from ${JSON.stringify(new URL("./open-store.ts", import.meta.url).href)};
    const { images } = await openStore(process.argv[1]);
    const digest = "sha256:" + "0".repeat(64);
    for (let n = 0; n < 15; n += 1) {
      await images.set(process.argv[2] + n, { mediaType: "application/vnd.oci.image.manifest.v1+json", digest, size: 1 });
    }`;
  const one = (name: string) => run(process.execPath, ["--input-type=module", "-e", program, folder, name]);
  await Promise.all(["a", "b", "c"].map(one));
  assert.equal((await images.list()).length, 45);
});
