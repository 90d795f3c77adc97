import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBlobs } from "../../test/support/memory-blobs.ts";
import { sampleLayer } from "../../test/support/sample-layer.ts";
import { assembleImage } from "./assemble.ts";
import { inspectImage } from "./inspect.ts";

const blobs = new MemoryBlobs();
const base = await sampleLayer(blobs, "base", {
  "etc/": "",
  "etc/os-release": "ID=debian\n",
  "usr/lib/python3/big.py": "x".repeat(100),
  "usr/lib/python3/link": { type: "symlink", linkTarget: "big.py" },
  "tmp/scratch": "12345",
});
const app = await sampleLayer(blobs, "app", {
  "etc/os-release": "ID=cooper!\n",
  "tmp/.wh.scratch": "",
  "app/main.py": "main",
});
const image = await assembleImage(
  {
    platform: { os: "linux", architecture: "amd64" },
    layers: [base, app],
    settings: { user: "65532", ports: [8000] },
    created: 0,
  },
  blobs,
);

test("says what each layer carries and what of it is hidden", async () => {
  const { layers, unpackedSize, storedSize } = await inspectImage(image);
  assert.deepEqual(
    layers.map(({ name, files, unpackedSize, shadowedSize }) => ({
      name,
      files,
      unpackedSize,
      shadowedSize,
    })),
    [
      { name: "base", files: 4, unpackedSize: 115, shadowedSize: 15 },
      { name: "app", files: 2, unpackedSize: 15, shadowedSize: 0 },
    ],
  );
  assert.equal(unpackedSize, 130);
  assert.equal(storedSize, base.descriptor.size + app.descriptor.size);
});

test("lists what is replaced and removed, the largest first", async () => {
  const { shadowed } = await inspectImage(image);
  assert.deepEqual(shadowed, [
    { path: "etc/os-release", size: 10, layer: 0, by: 1, how: "replaced" },
    { path: "tmp/scratch", size: 5, layer: 0, by: 1, how: "removed" },
  ]);
});

test("counts what a container sees by directory", async () => {
  const { directories } = await inspectImage(image, { depth: 2 });
  assert.deepEqual(directories, [
    { path: "", files: 4, bytes: 115 },
    { path: "app", files: 1, bytes: 4 },
    { path: "etc", files: 1, bytes: 11 },
    { path: "usr", files: 2, bytes: 100 },
    { path: "usr/lib", files: 2, bytes: 100 },
  ]);
});

test("says how the image runs", async () => {
  const { settings, platform, created, digest } = await inspectImage(image);
  assert.deepEqual(settings, { user: "65532", ports: ["8000/tcp"] });
  assert.deepEqual(platform, { architecture: "amd64", os: "linux" });
  assert.equal(created, "1970-01-01T00:00:00Z");
  assert.equal(digest, image.descriptor.digest);
});
