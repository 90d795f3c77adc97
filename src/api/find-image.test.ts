import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { sampleIndex } from "../../test/support/sample-image.ts";
import { openStore } from "../store/open-store.ts";
import { temporaryFolder } from "../store/testing/temporary-store.ts";
import { findImage, type Standpoint } from "./find-image.ts";
import type { Session } from "./session.ts";

const arm64 = { os: "linux", architecture: "arm64" };

/** A standpoint in a folder that is no workspace, and holds the layout `layout` with the image `app:1`. */
async function beside(folder: string): Promise<Standpoint> {
  const store = await openStore(join(folder, "layout"));
  const { descriptor } = await sampleIndex(store.blobs);
  await store.images.set("app:1", descriptor);
  return { start: folder, session: () => assert.fail("there is no workspace") };
}

for (const name of ["oci:layout", "oci:layout:app:1"]) {
  test(`${name} names an image of a layout on disk`, async (t) => {
    const place = await beside(await temporaryFolder(t));
    const image = await findImage(place, name, arm64);
    assert.deepEqual(image.descriptor.platform, { architecture: "arm64", os: "linux" });
  });
}

for (const name of ["oci:layout:app:2", "oci:nowhere", "oci:nowhere:app:1"]) {
  test(`${name} is refused`, async (t) => {
    const place = await beside(await temporaryFolder(t));
    await assert.rejects(findImage(place, name, arm64), { code: "NO_IMAGE" });
  });
}

test("a pattern that means several images is refused", async () => {
  const targets = ["a", "b"].map((name) => ({ label: { folder: name, name } }));
  const session = { start: "/w", workspace: { root: "/w" }, targets } as unknown as Session;
  await assert.rejects(findImage({ start: "/w", session: async () => session }, "//..."), {
    code: "ONE_IMAGE",
  });
});

test("a platform that the layout lacks is refused", async (t) => {
  const place = await beside(await temporaryFolder(t));
  const riscv = { os: "linux", architecture: "riscv64" };
  await assert.rejects(findImage(place, "oci:layout", riscv), { code: "NO_PLATFORM" });
});
