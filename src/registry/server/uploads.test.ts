import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bytesOf } from "../../core/stream.ts";
import { temporaryStore } from "../../store/testing/temporary-store.ts";
import { Uploads } from "./uploads.ts";

test("an upload that nobody continues goes when the next one begins", async (t) => {
  const store = await temporaryStore(t);
  const uploads = new Uploads(store.blobs, { patience: 0 });
  const first = await uploads.begin("a");
  const second = await uploads.begin("a");
  assert.throws(() => uploads.use("a", first.id, async () => {}), { code: "BLOB_UPLOAD_UNKNOWN" });
  await uploads.use("a", second.id, async () => {});
  await uploads.discardAll();
  assert.deepEqual(readdirSync(join(store.folder, "cooper", "drafts")), []);
});

test("an upload that takes its time stays, whatever begins meanwhile", async (t) => {
  const uploads = new Uploads((await temporaryStore(t)).blobs, { patience: 0 });
  const { id } = await uploads.begin("a");
  await uploads.use("a", id, async ({ draft }) => {
    await draft.append(bytesOf("first"));
    await uploads.begin("a");
    await draft.append(bytesOf("second"));
    assert.equal(draft.size, "firstsecond".length);
  });
  await uploads.discardAll();
});

test("of more uploads than may be, the one that nobody continued for longest goes", async (t) => {
  const uploads = new Uploads((await temporaryStore(t)).blobs, { most: 2 });
  const [first, second] = [await uploads.begin("a"), await uploads.begin("a")];
  await uploads.use("a", first.id, async () => {});
  const third = await uploads.begin("a");
  assert.throws(() => uploads.use("a", second.id, async () => {}), { code: "BLOB_UPLOAD_UNKNOWN" });
  const refused = { code: "TOOMANYREQUESTS", status: 429 };
  await uploads.use("a", first.id, () =>
    uploads.use("a", third.id, () => assert.rejects(uploads.begin("a"), refused)),
  );
  await uploads.begin("a");
  await uploads.discardAll();
});

test("requests of one upload wait for each other, and learn that it has ended", async (t) => {
  const uploads = new Uploads((await temporaryStore(t)).blobs);
  const { id } = await uploads.begin("a");
  const order: string[] = [];
  const slow = uploads.use("a", id, async (upload) => {
    await upload.draft.append(bytesOf("x"));
    order.push("slow");
  });
  const end = uploads.use("a", id, async (upload) => {
    order.push("end");
    await uploads.discard(upload);
  });
  const late = assert.rejects(
    uploads.use("a", id, async () => {}),
    { code: "BLOB_UPLOAD_UNKNOWN" },
  );
  await Promise.all([slow, end, late]);
  assert.deepEqual(order, ["slow", "end"]);
});
