import { collect } from "../../core/stream.ts";
import type { Digest } from "../../oci/digest.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import type { DebEntry, DebLibrary } from "./deb.ts";
import { type ReadAt, readSharedLibrary } from "./elf.ts";
import { isLibraryPath } from "./library-path.ts";

/** The shared libraries among the files of a package, where the dynamic linker would look for them. */
export async function findLibraries(
  blobs: BlobStore,
  tar: Digest,
  entries: readonly DebEntry[],
): Promise<DebLibrary[]> {
  const libraries: DebLibrary[] = [];
  for (const entry of entries) {
    if (entry.type !== "file" || !isLibraryPath(entry.path)) continue;
    const library = await readSharedLibrary(reader(blobs, tar, entry), entry.path);
    if (library) libraries.push({ path: entry.path, ...library });
  }
  return libraries;
}

function reader(blobs: BlobStore, tar: Digest, file: DebEntry): ReadAt {
  return async (offset, length) => {
    const within = Math.max(0, Math.min(length, file.size - offset));
    if (within === 0) return new Uint8Array();
    return collect(blobs.open(tar, { offset: file.offset + offset, length: within }), within);
  };
}
