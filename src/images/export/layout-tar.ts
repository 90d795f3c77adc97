import type { EntryHeader } from "../../archive/entry.ts";
import { type TarInput, writeTar } from "../../archive/tar-writer.ts";
import { parentsOf } from "../../core/parents.ts";
import type { Bytes } from "../../core/stream.ts";
import type { LayoutFile } from "./layout-files.ts";

/** The files of a layout as a tar. Its bytes depend on the files alone. */
export function layoutTar(files: readonly LayoutFile[]): Bytes {
  return writeTar(entries(files));
}

function* entries(files: readonly LayoutFile[]): Generator<TarInput> {
  const made = new Set<string>();
  for (const file of files) {
    for (const path of [...parentsOf(file.path)].reverse()) {
      if (!made.has(path)) yield { header: headerOf(path, "directory", 0) };
      made.add(path);
    }
    yield { header: headerOf(file.path, "file", file.size), content: file.open() };
  }
}

function headerOf(path: string, type: "file" | "directory", size: number): EntryHeader {
  const mode = type === "directory" ? 0o755 : 0o644;
  return { path, type, mode, uid: 0, gid: 0, mtime: 0, size };
}
