import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { bytesOf } from "../core/stream.ts";
import { digestOf } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import { openStore } from "./open-store.ts";
import { temporaryFolder } from "./testing/temporary-store.ts";

const hasSkopeo = spawnSync("skopeo", ["--version"]).status === 0;

function skopeo(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("skopeo", args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
}

test("skopeo reads the store and writes into it", {
  skip: !hasSkopeo && "skopeo is not installed",
}, async (t) => {
  const root = await temporaryFolder(t);
  const { folder, blobs, images } = await openStore(join(root, "store"));
  const tar = Buffer.alloc(1024);
  const layer = await blobs.put(bytesOf(gzipSync(tar)));
  const rootfs = { type: "layers", diff_ids: [digestOf(tar)] };
  const config = await blobs.put(bytesOf(JSON.stringify({ os: "linux", architecture: "amd64", rootfs })));
  const manifest = {
    schemaVersion: 2,
    mediaType: mediaType.manifest,
    config: { mediaType: mediaType.config, ...config },
    layers: [{ mediaType: mediaType.layerGzip, ...layer }],
  };
  const { digest, size } = await blobs.put(bytesOf(JSON.stringify(manifest)));
  await images.set("todost:1.2", { mediaType: mediaType.manifest, digest, size });
  const seen = JSON.parse(skopeo("inspect", `oci:${folder}:todost:1.2`));
  assert.deepEqual([seen.Digest, seen.Layers], [digest, [layer.digest]]);
  skopeo("copy", "--insecure-policy", `oci:${folder}:todost:1.2`, `oci:${folder}:copied`);
  assert.equal((await images.get("copied"))?.digest, digest);
  assert.deepEqual(
    (await images.list()).map(({ name }) => name),
    ["copied", "todost:1.2"],
  );
});
