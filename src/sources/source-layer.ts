import type { Json } from "../core/canonical-json.ts";
import { keyOf } from "../layers/layer-key.ts";
import type { Content, LayerEntry, LayerSpec } from "../layers/spec.ts";
import { type Digest, digestOf } from "../oci/digest.ts";

/** Goes up when equal files begin to give other bytes. */
const recipeVersion = 1;

export interface SourceLayer {
  readonly name: string;
  readonly entries: readonly LayerEntry[];
  readonly fileDigest: (path: string) => Promise<Digest>;
}

/** A layer of files of the workspace and of small generated ones. Its key comes from names, modes and digests. */
export async function sourceLayer({ name, entries, fileDigest }: SourceLayer): Promise<LayerSpec> {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const files = await Promise.all(sorted.map((entry) => identity(entry, fileDigest)));
  return {
    name,
    key: keyOf({ recipe: "sources", version: recipeVersion, files }),
    entries: async () => sorted,
  };
}

type FileDigest = SourceLayer["fileDigest"];

async function identity(entry: LayerEntry, fileDigest: FileDigest): Promise<Json> {
  const { path, type, mode, mtime, linkTarget, source } = entry;
  return {
    path,
    type,
    mode,
    mtime,
    linkTarget,
    content: source && (await contentIdentity(source, fileDigest)),
  };
}

async function contentIdentity(content: Content, fileDigest: FileDigest): Promise<Json> {
  switch (content.from) {
    case "file":
      return fileDigest(content.file);
    case "bytes":
      return digestOf(content.bytes);
    case "blob":
      return [content.blob, content.offset, content.length];
    case "zip":
      return [content.blob, content.member.headerOffset];
  }
}
