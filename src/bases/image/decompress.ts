import type { ArchiveEntry } from "../../archive/entry.ts";
import { CooperError } from "../../core/error.ts";
import type { Bytes } from "../../core/stream.ts";

/**
 * The tar inside a member of a package, by the end of the member's name: `control.tar.xz`, `data.tar.zst`. Fails with
 * `BAD_DEB` for a compression that Debian does not use. Source: deb(5).
 */
export async function* decompress(member: ArchiveEntry, where: string): Bytes {
  const { path } = member;
  const source = member.content();
  switch (path.slice(path.indexOf(".tar") + ".tar".length)) {
    case "":
      return yield* source;
    case ".gz":
      return yield* (await import("../../archive/gzip.ts")).gunzip(source, { where });
    case ".xz":
      return yield* (await import("../../archive/xz.ts")).unxz(source, { where });
    case ".zst":
      return yield* (await import("../../archive/zstd.ts")).unzstd(source, { where });
    default:
      throw new CooperError(`cooper cannot unpack ${path}`, {
        code: "BAD_DEB",
        where,
        hint: "Packages of Debian are packed with gzip, xz or zstd. Compare the file with the one in Debian's archive.",
      });
  }
}
