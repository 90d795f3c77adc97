import { CooperError } from "../../core/error.ts";
import type { ProgressListener } from "../../core/progress.ts";
import { step } from "../../core/step.ts";
import type { Digest } from "../../oci/digest.ts";
import { choosePlatform, isIndexType, parseIndexManifest } from "../../oci/index-manifest.ts";
import { formatPlatform, type Platform } from "../../oci/platform.ts";
import { formatReference } from "../../oci/reference.ts";
import type { ReceivedManifest } from "../../registry/client/registry-client.ts";
import type { LockedContents, LockedImage, LockFile } from "../lock/lock-file.ts";
import { baseImage, type PullTools } from "./base-image.ts";
import { findContents } from "./find-facts.ts";
import { type ImageRequest, isImageLocked } from "./locked-image.ts";

/** How far to go beyond what is locked. */
export interface LockImagesOptions {
  /** Whether to see anew what the tag of an image means. */
  readonly update: (reference: string) => boolean;
  readonly tools: PullTools & { readonly progress: ProgressListener };
}

/**
 * The images of a lock file for these requests. What is locked stays, without a look at the network, unless an update
 * is wanted; a platform that is new comes from the index that is locked. Reads the layers of what is new.
 */
export async function lockImages(
  requests: readonly ImageRequest[],
  old: LockFile | undefined,
  { update, tools }: LockImagesOptions,
): Promise<Map<string, LockedImage>> {
  const images = new Map<string, LockedImage>();
  for (const request of requests) {
    const name = formatReference(request.reference);
    const before = old?.images.get(name);
    const stays = before && !update(name) && isImageLocked(old, request);
    const pinned = update(name) ? undefined : before?.index;
    images.set(name, stays ? before : await lockImage(request, { pinned, before, tools }));
  }
  return images;
}

interface LockImageOptions {
  /** The index to choose from, instead of what the tag means now. */
  readonly pinned: Digest | undefined;
  readonly before: LockedImage | undefined;
  readonly tools: LockImagesOptions["tools"];
}

async function lockImage(
  request: ImageRequest,
  { pinned, before, tools }: LockImageOptions,
): Promise<LockedImage> {
  const { reference } = request;
  const name = formatReference(reference);
  const client = await tools.client();
  const received = await client.manifest(pinned ? { ...reference, digest: pinned } : reference);
  if (!received) throw notThere(name);
  const platforms = new Map<string, Digest>();
  const contents = new Map<string, LockedContents>();
  for (const platform of request.platforms) {
    const key = formatPlatform(platform);
    const digest = manifestFor(received, platform, name);
    const known = before?.platforms.get(key) === digest ? before?.contents.get(key) : undefined;
    platforms.set(key, digest);
    contents.set(key, known ?? (await readContents({ request, platform, digest }, tools)));
  }
  const { descriptor } = received;
  return { ...(isIndexType(descriptor.mediaType) ? { index: descriptor.digest } : {}), platforms, contents };
}

/** Of an index the manifest for a platform; an image for one platform is taken at its word by {@link readContents}. */
function manifestFor({ descriptor, bytes }: ReceivedManifest, platform: Platform, name: string): Digest {
  if (!isIndexType(descriptor.mediaType)) return descriptor.digest;
  return choosePlatform(parseIndexManifest(bytes, name).manifests, platform, name).digest;
}

interface ReadRequest {
  readonly request: ImageRequest;
  readonly platform: Platform;
  readonly digest: Digest;
}

function readContents(
  { request, platform, digest }: ReadRequest,
  tools: LockImagesOptions["tools"],
): Promise<LockedContents> {
  const { registry, repository } = request.reference;
  const name = `${formatReference(request.reference)} ${formatPlatform(platform)}`;
  return step(
    tools.progress,
    { id: `lock ${name}`, name: `read ${name}` },
    {
      run: async () => {
        const image = await baseImage({ repository: { registry, repository }, digest }, tools);
        choosePlatform([image.descriptor], platform, name);
        return findContents(image);
      },
      outcome: () => ({ cached: false }),
    },
  );
}

function notThere(name: string): CooperError {
  return new CooperError("there is no such image", {
    code: "NO_SUCH_MANIFEST",
    where: name,
    hint: "Check the name and the tag in `base`; for a private registry, log in with `cooper login`.",
  });
}
