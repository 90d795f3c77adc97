import type { Descriptor } from "../oci/descriptor.ts";
import { isIndexType } from "../oci/index-manifest.ts";
import { isManifestType, parseManifest } from "../oci/manifest.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { loadIndex } from "./image-index.ts";
import { readDocument } from "./read-document.ts";

/** Everything a descriptor needs, itself last: whoever copies in this order never shows a name before its content. */
export async function* reachable(blobs: BlobStore, root: Descriptor): AsyncGenerator<Descriptor> {
  if (isIndexType(root.mediaType)) {
    const { index } = await loadIndex(blobs, root);
    for (const manifest of index.manifests) yield* reachable(blobs, manifest);
  } else if (isManifestType(root.mediaType)) {
    const { config, layers } = parseManifest(await readDocument(blobs, root), root.digest);
    yield* [...layers, config];
  }
  yield root;
}
