import { Buffer } from "node:buffer";
import type { EntryHeader } from "../../src/archive/entry.ts";
import { writeTar } from "../../src/archive/tar-writer.ts";
import { bytesOf } from "../../src/core/stream.ts";
import type { Layer } from "../../src/layers/layer.ts";
import { mediaType } from "../../src/oci/media-type.ts";
import type { BlobStore } from "../../src/store/blob-store.ts";

/** By path: the content of a file, or what an entry of another kind says. A path that ends with `/` is a folder. */
export type SampleTree = Readonly<Record<string, string | Partial<EntryHeader>>>;

/** A layer of files that are written down in a test. */
export async function sampleLayer(blobs: BlobStore, name: string, tree: SampleTree): Promise<Layer> {
  const inputs = Object.entries(tree).map(([path, what]) => {
    const content = Buffer.from(typeof what === "string" ? what : "");
    const header = { ...headerOf(path, content.length), ...(typeof what === "string" ? {} : what) };
    return content.length > 0 ? { header, content: bytesOf(content) } : { header };
  });
  const { digest, size } = await blobs.put(writeTar(inputs));
  const descriptor = { mediaType: mediaType.layer, digest, size };
  return { name, descriptor, diffId: digest, cached: false, open: () => blobs.open(digest) };
}

function headerOf(path: string, size: number): EntryHeader {
  const isFolder = path.endsWith("/");
  return {
    path: isFolder ? path.slice(0, -1) : path,
    type: isFolder ? "directory" : "file",
    mode: isFolder ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    size,
  };
}
