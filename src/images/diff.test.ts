import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBlobs } from "../../test/support/memory-blobs.ts";
import { type SampleTree, sampleLayer } from "../../test/support/sample-layer.ts";
import type { ImageSettings } from "../oci/image-settings.ts";
import { assembleImage } from "./assemble.ts";
import { diffImages } from "./diff.ts";
import type { Image } from "./image.ts";

const blobs = new MemoryBlobs();

async function imageOf(tree: SampleTree, settings: ImageSettings = {}): Promise<Image> {
  const layers = [await sampleLayer(blobs, "layer", tree)];
  return assembleImage(
    { platform: { os: "linux", architecture: "amd64" }, layers, settings, created: 0 },
    blobs,
  );
}

const debian = (name: string, version: string) =>
  `Package: ${name}\nArchitecture: amd64\nVersion: ${version}\n`;
const python = (name: string, version: string) =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\nText`;

test("equal images do not differ, though times do", async () => {
  const a = await imageOf({ "app.py": "1", "etc/": "" });
  const b = await imageOf({ "app.py": { mtime: 9, size: 0 }, "etc/": { mtime: 9 } });
  const c = await imageOf({ "app.py": { mtime: 8, size: 0 }, "etc/": "" });
  assert.deepEqual((await diffImages(a, a)).files, []);
  assert.deepEqual((await diffImages(b, c)).files, []);
});

test("tells packages that came, went and moved", async () => {
  const before = await imageOf({
    "var/lib/dpkg/status.d/libssl3": debian("libssl3", "3.0.11-1"),
    "var/lib/dpkg/status.d/libssl3.md5sums": "Package: no\nVersion: 1\n",
    "var/lib/dpkg/status.d/zlib1g": debian("zlib1g", "1:1.2.13"),
    "app/venv/lib/python3.11/site-packages/Py_Yaml-6.0.dist-info/METADATA": python("Py_Yaml", "6.0"),
  });
  const after = await imageOf({
    "var/lib/dpkg/status.d/libssl3": debian("libssl3", "3.0.15-1"),
    "var/lib/dpkg/status.d/zlib1g": debian("zlib1g", "1:1.2.13"),
    "app/venv/lib/python3.11/site-packages/py_yaml-6.1.dist-info/METADATA": python("py-yaml", "6.1"),
    "app/venv/lib/python3.11/site-packages/idna-3.7.dist-info/METADATA": python("idna", "3.7"),
  });
  assert.deepEqual((await diffImages(before, after)).packages, [
    { kind: "debian", name: "libssl3", before: "3.0.11-1", after: "3.0.15-1" },
    { kind: "python", name: "idna", after: "3.7" },
    { kind: "python", name: "py-yaml", before: "6.0", after: "6.1" },
  ]);
});

test("reads the database of an ordinary Debian image, without what was removed from it", async () => {
  const installed = `Status: install ok installed\n${debian("bash", "5.2")}`;
  const removed = `Status: deinstall ok config-files\n${debian("nano", "7.2")}`;
  const before = await imageOf({});
  const after = await imageOf({ "var/lib/dpkg/status": `${installed}\n${removed}\n` });
  assert.deepEqual((await diffImages(before, after)).packages, [
    { kind: "debian", name: "bash", after: "5.2" },
  ]);
});

test("tells files that came, went and changed, with sizes", async () => {
  const before = await imageOf({
    gone: "123",
    same: "1",
    content: "aaa",
    mode: "m",
    link: { type: "symlink", linkTarget: "a" },
  });
  const after = await imageOf({
    new: "12",
    same: "1",
    content: "bbb",
    mode: { mode: 0o755, size: 0 },
    link: { type: "symlink", linkTarget: "b" },
  });
  const diff = await diffImages(before, after);
  assert.deepEqual(diff.files, [
    { path: "content", before: 3, after: 3 },
    { path: "gone", before: 3 },
    { path: "link", before: 0, after: 0 },
    { path: "mode", before: 1, after: 0 },
    { path: "new", after: 2 },
  ]);
  assert.equal(diff.before.unpackedSize, 8);
  assert.equal(diff.after.unpackedSize, 6);
});

test("tells settings that changed, a variable at a time", async () => {
  const before = await imageOf({}, { user: "0", entrypoint: ["a"], env: { A: "1", B: "2" } });
  const after = await imageOf(
    {},
    { user: "65532", entrypoint: ["a"], env: { A: "1", B: "3", C: "4" }, ports: [80] },
  );
  assert.deepEqual((await diffImages(before, after)).settings, [
    { field: "env.B", before: "2", after: "3" },
    { field: "env.C", after: "4" },
    { field: "ports", after: '["80/tcp"]' },
    { field: "user", before: "0", after: "65532" },
  ]);
});
