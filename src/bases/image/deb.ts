import type { EntryHeader } from "../../archive/entry.ts";
import type { Digest } from "../../oci/digest.ts";
import type { Alternative } from "./alternatives.ts";
import type { SharedLibrary } from "./elf.ts";

/** A Debian package as cooper keeps it: its files in an uncompressed tar that is a blob, and what stands where in it. */
export interface Deb {
  /** The tar alone. Named so because a record lives as long as its `blobs` do. */
  readonly blobs: readonly [tar: Digest];
  /** The stanza that describes the package, as it is in the package. */
  readonly control: string;
  /** The lines of `md5sums`; empty where the package has none. */
  readonly md5sums: string;
  /** What its `postinst` offers as alternatives. */
  readonly alternatives: readonly Alternative[];
  /** In the order of the package, without the root. Paths are those of a merged `/usr`. */
  readonly entries: readonly DebEntry[];
  readonly libraries: readonly DebLibrary[];
}

/** One file of a package. */
export interface DebEntry extends Omit<EntryHeader, "xattrs"> {
  /** Of its content, in bytes from the start of the tar. */
  readonly offset: number;
}

/** A shared library in a folder where the dynamic linker looks. */
export interface DebLibrary extends SharedLibrary {
  readonly path: string;
}
