import { keyOf } from "../layers/layer-key.ts";
import type { Content, LayerEntry, LayerSpec } from "../layers/spec.ts";
import { type Digest, digestOf } from "../oci/digest.ts";

/** Goes up when equal files begin to give other bytes. */
const recipeVersion = 1;

/** What goes into a layer of sources. */
export interface SourceLayer {
  readonly name: string;
  readonly entries: readonly LayerEntry[];
  readonly fileDigest: (path: string) => Promise<Digest>;
}

/**
 * A layer of files of the workspace and of small generated ones. Its key comes from names, modes and digests.
 */
export async function sourceLayer({ name, entries, fileDigest }: SourceLayer): Promise<LayerSpec> {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const sealed = await Promise.all(sorted.map((entry) => seal(entry, fileDigest)));
  return {
    name,
    key: keyOf({ recipe: "sources", version: recipeVersion, files: sealed.map(identity) }),
    entries: async () => sealed,
  };
}

/**
 * Writes into the entry which content the key was made with, so that a file that changes afterwards is
 * noticed.
 */
async function seal(entry: LayerEntry, fileDigest: SourceLayer["fileDigest"]): Promise<LayerEntry> {
  if (entry.source?.from !== "file") return entry;
  return { ...entry, source: { ...entry.source, digest: await fileDigest(entry.source.file) } };
}

/**
 * As one text: of thousands of files, small objects would take longer to write as canonical JSON than to
 * find.
 */
function identity({ path, type, mode, mtime, linkTarget = "", source }: LayerEntry): string {
  return JSON.stringify([path, type, mode, mtime, linkTarget, source && contentIdentity(source)]);
}

function contentIdentity(content: Content): unknown {
  switch (content.from) {
    case "file":
      return content.digest;
    case "bytes":
      return digestOf(content.bytes);
    case "blob":
      return [content.blob, content.offset, content.length];
    case "zip":
      return [content.blob, content.member.headerOffset];
  }
}
