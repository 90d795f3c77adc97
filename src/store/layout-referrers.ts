import { readFileSync } from "node:fs";
import type { Descriptor } from "../oci/descriptor.ts";
import { type Digest, isDigest } from "../oci/digest.ts";
import { documentLimit } from "../oci/document.ts";
import { mediaType } from "../oci/media-type.ts";
import { listBlobs, type StoredFile } from "./inventory.ts";
import type { Layout } from "./layout.ts";
import { startsWithBrace } from "./reachability.ts";

/** What is attached to what in a layout. */
export interface LayoutReferrers {
  /** The manifests about a digest, sorted by digest. */
  readonly of: ReadonlyMap<Digest, readonly Descriptor[]>;
  /** Every manifest that is about another one of the layout. */
  readonly all: ReadonlySet<Digest>;
}

/** Looks into every small blob: some tools list referrers in `index.json`, most do not. */
export function readReferrers(layout: Layout): LayoutReferrers {
  const of = new Map<Digest, Descriptor[]>();
  const all = new Set<Digest>();
  const blobs = listBlobs(layout);
  for (const [digest, blob] of blobs) {
    const bytes = readSmall(blob);
    const subject = bytes && (fieldsOf(bytes).subject as { digest?: unknown } | null | undefined)?.digest;
    if (!bytes || !isDigest(subject) || !blobs.has(subject)) continue;
    const referrer = { mediaType: typeOfDocument(bytes), digest, size: blob.size };
    of.set(subject, [...(of.get(subject) ?? []), referrer]);
    all.add(digest);
  }
  return { of, all };
}

/** The media type of a manifest or index that may not name it: OCI made that field optional. */
export function typeOfDocument(bytes: Uint8Array): string {
  const document = fieldsOf(bytes);
  if (typeof document.mediaType === "string") return document.mediaType;
  return Array.isArray(document.manifests) ? mediaType.index : mediaType.manifest;
}

/** None for what is no document at all: whoever parses it tells what is wrong. */
function fieldsOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}

function readSmall({ path, size }: StoredFile): Uint8Array | undefined {
  return size <= documentLimit && startsWithBrace(path) ? readFileSync(path) : undefined;
}
