import { Buffer } from "node:buffer";
import type { LayerEntry } from "../../layers/spec.ts";

/** Entries that no package brings: owned by root, dated 1970. */
const made = { uid: 0, gid: 0, mtime: 0, size: 0 } as const;

/** A file of a known text or of bytes. */
export function madeFile(path: string, content: string | Uint8Array): LayerEntry {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return { ...made, path, type: "file", mode: 0o644, size: bytes.length, source: { from: "bytes", bytes } };
}

/** A folder; `owner` is its user and its group. */
export function madeFolder(path: string, mode = 0o755, owner = 0): LayerEntry {
  return { ...made, path, type: "directory", mode, uid: owner, gid: owner };
}

/** A symbolic link. */
export function madeLink(path: string, linkTarget: string): LayerEntry {
  return { ...made, path, type: "symlink", mode: 0o777, linkTarget };
}
