import { CooperError } from "../core/error.ts";
import type { Bytes } from "../core/stream.ts";
import type { Layer } from "../layers/layer.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { type Digest, Digester } from "../oci/digest.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { checkLayerCount } from "./assemble.ts";
import type { Image } from "./image.ts";
import { uncompressed } from "./read-layer.ts";

/**
 * Reads everything an image is made of and checks that it is what the manifest and the config say. Fails with
 * `BLOB_MISSING`, `SIZE_MISMATCH`, `DIGEST_MISMATCH`, `DIFF_ID_MISMATCH`, `TOO_MANY_LAYERS` or with what is wrong in
 * a compressed stream.
 */
export async function verifyImage(image: Image, blobs: BlobStore): Promise<void> {
  checkLayerCount(image.layers.length, image.descriptor.platform);
  for (const document of [image.descriptor, image.manifest.config]) {
    await drain(checked(blobs.open(document.digest), document));
  }
  for (const layer of image.layers) await verifyLayer(layer);
}

async function verifyLayer({ descriptor, diffId, name, open }: Layer): Promise<void> {
  const tar = new Digester();
  for await (const chunk of await uncompressed(descriptor.mediaType, checked(open(), descriptor), name)) {
    tar.update(chunk);
  }
  expectDigest("DIFF_ID_MISMATCH", `the files of the layer "${name}"`, diffId, tar.digest());
}

/** Passes a blob on and fails at its end where it was not the one that the descriptor names. */
async function* checked(blob: Bytes, { digest, size }: Descriptor): Bytes {
  const seen = new Digester();
  for await (const chunk of blob) {
    seen.update(chunk);
    yield chunk;
  }
  if (seen.size !== size) throw broken("SIZE_MISMATCH", `it has ${seen.size} bytes, not ${size}`, digest);
  expectDigest("DIGEST_MISMATCH", "the stored bytes", digest, seen.digest());
}

async function drain(source: Bytes): Promise<void> {
  for await (const _ of source);
}

function expectDigest(code: string, what: string, expected: Digest, found: Digest): void {
  if (found !== expected) throw broken(code, `${what} have the digest ${found}`, expected);
}

function broken(code: string, message: string, where: Digest): CooperError {
  return new CooperError(message, {
    code,
    where,
    hint: "Run `cooper cache verify`, then build or pull the image again.",
  });
}
