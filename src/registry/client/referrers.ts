import { contentTypeOf } from "../../core/content-type.ts";
import type { HttpAnswer } from "../../core/http-send.ts";
import { collect } from "../../core/stream.ts";
import { attachedTag } from "../../oci/attached-tag.ts";
import type { Annotations, Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import { documentLimit } from "../../oci/document.ts";
import { parseIndexManifest } from "../../oci/index-manifest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { formatReference, type RepositoryName } from "../../oci/reference.ts";
import { getManifest } from "./manifests.ts";
import { readPages } from "./paging.ts";
import type { Transport } from "./transport.ts";

/** Answers of registries that have no referrers API, or none that works. */
const unsupported = [400, 404, 405, 406, 501];

/** A digest whose referrers are asked for. */
export type Subject = RepositoryName & { readonly digest: Digest };

/** What refers to a digest. Source: OCI distribution 1.1, "Listing Referrers". */
export async function listReferrers(
  transport: Transport,
  subject: Subject,
  artifactType?: string,
): Promise<readonly Descriptor[]> {
  const found =
    (await fromApi(transport, subject, artifactType)) ?? (await readFallback(transport, subject)).manifests;
  // A filter is a wish: registries may ignore it.
  return artifactType === undefined ? found : found.filter((d) => d.artifactType === artifactType);
}

async function fromApi(
  transport: Transport,
  { digest, ...repository }: Subject,
  artifactType: string | undefined,
): Promise<readonly Descriptor[] | undefined> {
  const query = artifactType === undefined ? "" : `?${new URLSearchParams({ artifactType })}`;
  const found: Descriptor[] = [];
  const target = `referrers/${digest}${query}`;
  const headers = { accept: mediaType.index };
  const call = { method: "GET", repository, target, headers, accept: unsupported } as const;
  for await (const index of readPages(transport, call, { read: indexOf })) {
    if (!index) return undefined;
    found.push(...parseIndexManifest(index, formatReference({ ...repository, digest })).manifests);
  }
  return found;
}

/** Nothing where the answer is of a registry that does not know the request. */
async function indexOf({ status, headers, url, body, drop }: HttpAnswer): Promise<Uint8Array | undefined> {
  const isIndex = status === 200 && contentTypeOf(headers) === mediaType.index;
  if (isIndex) return collect(body, documentLimit, url.href);
  await drop();
  return undefined;
}

/** The index at the fallback tag, as it was read. */
export interface Fallback {
  readonly manifests: readonly Descriptor[];
  readonly annotations: Annotations | undefined;
  readonly etag: string | undefined;
}

/**
 * Reads the fallback index. GitLab gives the subject itself for this tag, and other tools put other things there
 * (cosign's old attachments end in a suffix, but not all do): what is no index of referrers counts as absent.
 */
export async function readFallback(
  transport: Transport,
  { digest, ...repository }: Subject,
): Promise<Fallback> {
  const reference = { ...repository, tag: attachedTag(digest) };
  const got = await getManifest(transport, reference, [mediaType.index]);
  if (!got || got.descriptor.digest === digest || got.descriptor.mediaType !== mediaType.index) {
    return { manifests: [], annotations: undefined, etag: undefined };
  }
  const { manifests, annotations } = parseIndexManifest(got.bytes, formatReference(reference));
  return { manifests, annotations, etag: got.etag };
}
