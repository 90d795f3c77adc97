/** Run as a program: puts blobs, records and names into the store of its first argument until it is killed. */
import { randomBytes } from "node:crypto";
import type { Bytes } from "../../core/stream.ts";
import { bytesOf } from "../../core/stream.ts";
import { mediaType } from "../../oci/media-type.ts";
import { openStore } from "../open-store.ts";

async function* chunks(): Bytes {
  for (let n = 0; n < 20; n += 1) yield randomBytes(30_000);
}

const { blobs, records, images } = await openStore(process.argv[2] ?? "");
console.log("ready");
for (let n = 0; ; n = (n + 1) % 5) {
  const layer = await blobs.put(chunks());
  const config = await blobs.put(bytesOf(JSON.stringify({ layer })));
  const { digest, size } = await blobs.put(bytesOf(JSON.stringify({ config, layers: [layer] })));
  await records.set("image", `i:${n}`, { blobs: [digest, config.digest, layer.digest] });
  await images.set(`i:${n}`, { mediaType: mediaType.manifest, digest, size });
}
