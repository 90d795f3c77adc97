import { defined } from "../../core/defined.ts";
import { mapLimit } from "../../core/limit.ts";
import { bytesOf, collect } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { documentLimit } from "../../oci/document.ts";
import { parseImageConfig } from "../../oci/image-config.ts";
import { choosePlatform, isIndexType, parseIndexManifest } from "../../oci/index-manifest.ts";
import { isManifestType, parseManifest } from "../../oci/manifest.ts";
import { isForeign } from "../../oci/media-type.ts";
import type { Platform } from "../../oci/platform.ts";
import { formatReference, type Reference } from "../../oci/reference.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { ReceivedManifest, RegistryClient } from "./registry-client.ts";
import { requireManifest } from "./require-image.ts";

const blobsAtOnce = 4;

/** What to bring, and where from. */
export interface PullRequest {
  readonly client: RegistryClient;
  readonly reference: Reference;
  /** Only the image for this platform; all of them where it is absent. */
  readonly platform?: Platform | undefined;
}

/**
 * Brings an image into a store, with the bytes that the registry has: every blob verified, content before what names it.
 * Fails with `NO_SUCH_MANIFEST` or `NO_PLATFORM`.
 */
export async function pullImage(blobs: BlobStore, request: PullRequest): Promise<Descriptor> {
  const { client, reference, platform } = request;
  const received = await requireManifest(client, reference);
  const { descriptor, bytes } = received;
  if (!platform) return bring(received, blobs, request);
  const where = formatReference(reference);
  if (isIndexType(descriptor.mediaType)) {
    const chosen = choosePlatform(parseIndexManifest(bytes, where).manifests, platform, where);
    return bringChild(chosen, blobs, request);
  }
  const root = await bring(received, blobs, request);
  choosePlatform([{ ...root, platform: await platformOf(bytes, blobs, where) }], platform, where);
  return root;
}

/** What the config of a manifest that is in the store says. */
async function platformOf(manifest: Uint8Array, blobs: BlobStore, where: string): Promise<Platform> {
  const { config } = parseManifest(manifest, where);
  const raw = await collect(blobs.open(config.digest), documentLimit);
  const { os, architecture, variant } = parseImageConfig(raw, where);
  return defined({ os, architecture, variant });
}

async function bringChild(child: Descriptor, blobs: BlobStore, request: PullRequest): Promise<Descriptor> {
  const { registry, repository } = request.reference;
  const reference = { registry, repository, digest: child.digest };
  return bring(await requireManifest(request.client, reference), blobs, request);
}

/** What a manifest leads to, then the manifest. */
async function bring(
  { descriptor, bytes }: ReceivedManifest,
  blobs: BlobStore,
  request: PullRequest,
): Promise<Descriptor> {
  if (isIndexType(descriptor.mediaType)) {
    for (const child of parseIndexManifest(bytes, descriptor.digest).manifests) {
      await bringChild(child, blobs, request);
    }
  } else if (isManifestType(descriptor.mediaType)) {
    const { config, layers } = parseManifest(bytes, descriptor.digest);
    const there = [config, ...layers].filter((blob) => !isForeign(blob.mediaType));
    await mapLimit(there, blobsAtOnce, (blob) => bringBlob(blob, blobs, request));
  }
  await blobs.put(bytesOf(bytes), descriptor);
  return descriptor;
}

async function bringBlob(blob: Descriptor, blobs: BlobStore, request: PullRequest): Promise<void> {
  if ((await blobs.size(blob.digest)) !== undefined) return;
  await blobs.put(request.client.blob(request.reference, blob, { reuse: true }), blob);
}
