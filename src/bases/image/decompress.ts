import type { ArchiveEntry } from "../../archive/entry.ts";
import { CooperError } from "../../core/error.ts";
import type { Bytes } from "../../core/stream.ts";

/** Packed bytes from which on a process or a thread is worth its start. */
const ownProcessSize = 128 * 1024;

type Decoder = (source: Bytes, where: string) => Bytes;

/** The quickest there is for so many packed bytes: what comes out is the same. */
async function xzDecoder(size: number): Promise<Decoder> {
  const { nativeDecoder } = await import("../../archive/xz-native.ts");
  if (size >= ownProcessSize && !(await nativeDecoder())) {
    const { hasXzProgram, unxzByProgram } = await import("./unxz-program.ts");
    return (await hasXzProgram()) ? unxzByProgram : (await import("./unxz-thread.ts")).unxzInThread;
  }
  const { unxz } = await import("../../archive/xz.ts");
  return (source, where) => unxz(source, { where });
}

/**
 * The tar inside a member of a package, by the end of the member's name: `control.tar.xz`, `data.tar.zst`. Fails with
 * `BAD_DEB` for a compression that Debian does not use. Source: deb(5).
 */
export async function* decompress(member: ArchiveEntry, where: string): Bytes {
  const { path, size } = member;
  const source = member.content();
  switch (path.slice(path.indexOf(".tar") + ".tar".length)) {
    case "":
      return yield* source;
    case ".gz":
      return yield* (await import("../../archive/gzip.ts")).gunzip(source, { where });
    case ".xz":
      return yield* (await xzDecoder(size))(source, where);
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
