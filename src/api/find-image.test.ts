import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { sampleIndex } from "../../test/support/sample-image.ts";
import { openStore } from "../store/open-store.ts";
import { temporaryFolder } from "../store/testing/temporary-store.ts";
import { findImage } from "./find-image.ts";
import type { Session } from "./session.ts";

const arm64 = { os: "linux", architecture: "arm64" };

/** A session in a folder that holds the layout `layout` with the image `app:1`. */
async function beside(folder: string): Promise<Session> {
  const store = await openStore(join(folder, "layout"));
  const { descriptor } = await sampleIndex(store.blobs);
  await store.images.set("app:1", descriptor);
  return { start: folder } as unknown as Session;
}

for (const name of ["oci:layout", "oci:layout:app:1"]) {
  test(`${name} names an image of a layout on disk`, async (t) => {
    const session = await beside(await temporaryFolder(t));
    const image = await findImage(session, name, arm64);
    assert.deepEqual(image.descriptor.platform, { architecture: "arm64", os: "linux" });
  });
}

for (const name of ["oci:layout:app:2", "oci:nowhere", "oci:nowhere:app:1"]) {
  test(`${name} is refused`, async (t) => {
    const session = await beside(await temporaryFolder(t));
    await assert.rejects(findImage(session, name, arm64), { code: "NO_IMAGE" });
  });
}

test("a pattern that means several images is refused", async () => {
  const targets = ["a", "b"].map((name) => ({ label: { folder: name, name } }));
  const session = { start: "/w", workspace: { root: "/w" }, targets } as unknown as Session;
  await assert.rejects(findImage(session, "//..."), { code: "ONE_IMAGE" });
});

test("a platform that the layout lacks is refused", async (t) => {
  const session = await beside(await temporaryFolder(t));
  const riscv = { os: "linux", architecture: "riscv64" };
  await assert.rejects(findImage(session, "oci:layout", riscv), { code: "NO_PLATFORM" });
});
