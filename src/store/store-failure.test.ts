import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { freezeDisk, smallDisk } from "../../test/support/small-disk.ts";
import { codeOf } from "../core/error.ts";
import { bytesOf } from "../core/stream.ts";
import { mediaType } from "../oci/media-type.ts";
import { openStore } from "./open-store.ts";
import { storeFailure } from "./store-failure.ts";
import { temporaryFolder } from "./testing/temporary-store.ts";

const isRoot = process.getuid?.() === 0;

test("a full disk is named, and leaves a sound store", async (t) => {
  const disk = await smallDisk(t, "1m");
  if ("lack" in disk) return t.skip(disk.lack);
  const { folder } = disk;
  const { blobs, records, images } = await openStore(folder);
  const small = await blobs.put(bytesOf("small"));
  const full = { code: "DISK_FULL", where: folder, hint: /cooper cache gc/ };
  await assert.rejects(blobs.put(bytesOf(Buffer.alloc(2_000_000))), full);
  assert.deepEqual(readdirSync(join(folder, "cooper", "drafts")), []);
  await blobs.put(bytesOf(Buffer.alloc(900_000)));
  await assert.rejects(records.set("layer", "k", "x".repeat(200_000)), full);
  await assert.rejects(images.set("a".repeat(200_000), { mediaType: mediaType.manifest, ...small }), full);
  assert.deepEqual((await (await openStore(folder)).verify()).damaged, []);
  assert.deepEqual(await images.list(), []);
});

test("a folder that cannot be used is named, with a way out", async (t) => {
  const file = join(await temporaryFolder(t), "file");
  writeFileSync(file, "");
  const where = join(file, "store", "oci-layout");
  const refused = { code: "STORE_UNWRITABLE", where, hint: /COOPER_STORE/ };
  await assert.rejects(openStore(join(file, "store")), refused);
});

test("so is one that cannot be made", { skip: !existsSync("/proc/self") }, async () => {
  const { blobs } = await openStore("/proc/cooper/store");
  await assert.rejects(blobs.put(bytesOf("x")), { code: "STORE_UNWRITABLE", where: "/proc/cooper/store" });
});

test("so is one with a folder where a file belongs", async (t) => {
  const folder = await temporaryFolder(t);
  const { blobs, images, registry } = await openStore(folder);
  await blobs.put(bytesOf("x"));
  mkdirSync(join(folder, "index.json"));
  await assert.rejects(images.list(), { code: "STORE_UNWRITABLE", where: join(folder, "index.json") });
  mkdirSync(join(folder, "cooper", "registry", "x"), { recursive: true });
  assert.deepEqual(registry.keys(), []);
});

test("so is one in which another user's process has left something", { skip: !isRoot }, async (t) => {
  const folder = await temporaryFolder(t);
  const { blobs } = await openStore(folder);
  await blobs.put(bytesOf("x"));
  writeFileSync(join(folder, "cooper", "drafts", "dead.1"), "");
  chmodSync(folder, 0o755);
  const code = `
    import { openStore } from ${JSON.stringify(new URL("./open-store.ts", import.meta.url).href)};
    process.setuid(65534);
    const { blobs } = await openStore(process.argv[1]);
    await blobs.put([Buffer.from("y")]).catch((error) => console.log(error.code, error.where));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code, folder], {
    encoding: "utf8",
  });
  assert.equal(stdout, `STORE_UNWRITABLE ${folder}\n`);
});

test("what the system refuses is told apart", () => {
  const codes = ["EDQUOT", "EROFS", "EACCES"].map((code) => {
    return codeOf(storeFailure(Object.assign(new Error(code), { code }), "/store"));
  });
  assert.deepEqual(codes, ["DISK_FULL", "STORE_UNWRITABLE", "STORE_UNWRITABLE"]);
  const other = new Error("other");
  assert.equal(storeFailure(other, "/store"), other);
});

test("a store that may only be read is told as such", async (t) => {
  const disk = await smallDisk(t, "1m");
  if ("lack" in disk) return t.skip(disk.lack);
  const { folder } = disk;
  const origin = await temporaryFolder(t);
  await (await openStore(origin)).blobs.put(bytesOf("x"));
  cpSync(origin, folder, { recursive: true });
  await freezeDisk(folder);
  const store = await openStore(folder);
  const refused = { code: "STORE_UNWRITABLE", where: folder };
  await assert.rejects(store.blobs.put(bytesOf("y")), refused);
  await assert.rejects(store.gc(), refused);
  await assert.rejects(store.verify(), refused);
});
