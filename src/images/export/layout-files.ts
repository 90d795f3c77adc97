import { Buffer } from "node:buffer";
import { type Bytes, bytesOf } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { type Digest, hexOf } from "../../oci/digest.ts";
import { writeIndexManifest } from "../../oci/index-manifest.ts";
import { mediaType } from "../../oci/media-type.ts";
import { formatReference, type Reference } from "../../oci/reference.ts";
import { layoutMarker } from "../../store/layout.ts";
import { reachable } from "../reachable.ts";
import type { ExportedImage, ExportTools } from "./exported-image.ts";

/** One file of an image layout. */
export interface LayoutFile {
  /** Relative to the root of the layout. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  open(): Bytes;
}

/** Where a blob lies in a layout. Source: OCI image specification, image-layout.md. */
export function blobPath(digest: Digest): string {
  return `blobs/sha256/${hexOf(digest)}`;
}

/** A file with this content. */
export function textFile(path: string, content: string | Uint8Array): LayoutFile {
  return { path, size: Buffer.byteLength(content), open: () => bytesOf(content) };
}

/** The files of an image layout: what a reader looks for first, then the blobs, sorted. */
export async function layoutFiles(
  images: readonly ExportedImage[],
  tools: ExportTools,
): Promise<LayoutFile[]> {
  const blobs = new Map<string, LayoutFile>();
  for (const { root } of images) {
    for await (const { digest, size } of reachable(tools.blobs, root)) {
      const path = blobPath(digest);
      blobs.set(path, { path, size, open: () => abortable(tools.blobs.open(digest), tools.signal) });
    }
  }
  const short = images.length === 1;
  const manifests = images.flatMap(({ root, names }) => entriesOf(root, { names, short }));
  const index = writeIndexManifest({ schemaVersion: 2, mediaType: mediaType.index, manifests });
  return [
    textFile("oci-layout", layoutMarker),
    textFile("index.json", index),
    ...[...blobs.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
  ];
}

/**
 * containerd and Docker read the full name, skopeo and podman the one of the specification: the tag alone where the
 * layout holds one image, since that is what people type after its path, else the full name.
 */
function entriesOf(
  root: Descriptor,
  { names, short }: { readonly names: readonly Reference[]; readonly short: boolean },
): Descriptor[] {
  if (names.length === 0) return [root];
  return names.map((name) => {
    const { tag = "latest", registry, repository } = name;
    const full = formatReference({ registry, repository, tag });
    const annotations = {
      ...root.annotations,
      "io.containerd.image.name": full,
      "org.opencontainers.image.ref.name": short ? tag : full,
    };
    return { ...root, annotations };
  });
}

async function* abortable(source: Bytes, signal: AbortSignal | undefined): Bytes {
  for await (const chunk of source) {
    signal?.throwIfAborted();
    yield chunk;
  }
}
