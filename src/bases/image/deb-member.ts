import { type Compression, decompress } from "../../archive/decompress.ts";
import type { ArchiveEntry } from "../../archive/entry.ts";
import { CooperError } from "../../core/error.ts";
import type { Bytes } from "../../core/stream.ts";

/** By the end of a member's name: `control.tar.xz`, `data.tar.zst`. Source: deb(5). */
const compressions: Readonly<Record<string, Compression>> = {
  "": "none",
  ".gz": "gzip",
  ".xz": "xz",
  ".zst": "zstd",
};

/** The tar inside a member of a package. Fails with `BAD_DEB` for a compression that Debian does not use. */
export function memberTar(member: ArchiveEntry, where: string): Bytes {
  const { path } = member;
  const compression = compressions[path.slice(path.indexOf(".tar") + ".tar".length)];
  if (compression !== undefined) return decompress(compression, member.content(), { where });
  throw new CooperError(`cooper cannot unpack ${path}`, {
    code: "BAD_DEB",
    where,
    hint: "Packages of Debian are packed with gzip, xz or zstd. Compare the file with the one in Debian's archive.",
  });
}
