import { Buffer } from "node:buffer";
import type { EntryHeader } from "../archive/entry.ts";
import type { TarEntry } from "../archive/tar-reader.ts";
import { type Digest, Digester } from "../oci/digest.ts";
import { FileTree, isWhiteout } from "./file-tree.ts";
import type { Image } from "./image.ts";
import { readLayer } from "./read-layer.ts";

/** What is known of one file. */
export interface FileFact extends Omit<EntryHeader, "path"> {
  /** Of the content; where digests were asked for. */
  readonly digest?: Digest;
  /** The content, where it was asked for. */
  readonly content?: Buffer;
}

/** The files of an image and what each layer brought. */
export interface Snapshot {
  readonly tree: FileTree<FileFact>;
  /** Lowest first. */
  readonly layers: readonly LayerTotals[];
}

/** What one layer brings, hidden or not. */
export interface LayerTotals {
  /** Files, links and devices; directories do not count. */
  readonly files: number;
  /** Bytes of content, as the engine counts them. */
  readonly bytes: number;
}

/** What to learn about each file. */
export interface SnapshotOptions {
  /** Whether to hash contents. */
  readonly digests?: boolean;
  /** Which files to keep the content of: small ones, please. */
  readonly keep?: (path: string) => boolean;
}

/** Reads all layers once, lowest first, as streams. Memory grows with the number of files, not with their sizes. */
export async function snapshotImage(image: Image, options: SnapshotOptions = {}): Promise<Snapshot> {
  const tree = new FileTree<FileFact>();
  const layers: LayerTotals[] = [];
  for (const [position, layer] of image.layers.entries()) {
    let [files, bytes] = [0, 0];
    for await (const entry of readLayer(layer)) {
      const isDirectory = entry.type === "directory";
      tree.add(entry.path, position, isDirectory ? undefined : await factOf(entry, options));
      if (isDirectory || isWhiteout(entry.path)) continue;
      files += 1;
      bytes += entry.size;
    }
    layers.push({ files, bytes });
  }
  return { tree, layers };
}

async function factOf(entry: TarEntry, { digests = false, keep }: SnapshotOptions): Promise<FileFact> {
  const { path, offset: _, content, ...header } = entry;
  const kept = header.type === "file" && keep?.(path);
  if (header.type !== "file" || !(digests || kept)) return header;
  const digester = new Digester();
  const chunks: Uint8Array[] = [];
  for await (const chunk of content()) {
    digester.update(chunk);
    if (kept) chunks.push(chunk);
  }
  return { ...header, digest: digester.digest(), ...(kept ? { content: Buffer.concat(chunks) } : {}) };
}
