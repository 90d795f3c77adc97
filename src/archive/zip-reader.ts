import { archiveError } from "./archive-error.ts";
import { Allowance, type ArchiveLimits } from "./limits.ts";
import { quotePath } from "./path-bytes.ts";
import { findDirectory } from "./zip-end.ts";
import { type RandomAccess, readExactly, record } from "./zip-fields.ts";
import { parseDirectory, type ZipMember } from "./zip-record.ts";

export type { RandomAccess } from "./zip-fields.ts";
export { openZipMember } from "./zip-member.ts";
export type { ZipMember, ZipSlice } from "./zip-record.ts";

/** How a zip is read. */
export interface ReadZipOptions {
  readonly limits?: ArchiveLimits | undefined;
  /** Names the archive in errors. */
  readonly where?: string | undefined;
}

/** Bytes that a directory may have: some hundred for each of a million members. */
const maxDirectory = 256 * 2 ** 20;
/** Deflate cannot pack more tightly than this. */
const maxRatio = 1032;
/** Bytes that a zip may unpack to before its ratio matters, and the ratio that is too good above it. */
const harmlessSize = 64 * 2 ** 20;
const suspectRatio = 200;

/**
 * The members of a zip in the order of its directory, which alone is believed. Refuses archives that are
 * encrypted, split or packed by a method other than deflate; paths that climb out; two members with one path;
 * members that overlap; sizes that cannot be; bombs. Fails with `BAD_ARCHIVE`, `TRUNCATED`, `UNSAFE_PATH`,
 * `UNSUPPORTED_ARCHIVE`, `SIZE_LIED` or `ARCHIVE_LIMIT`. Source: APPNOTE.TXT 6.3.
 */
export async function readZipDirectory(
  file: RandomAccess,
  options: ReadZipOptions = {},
): Promise<ZipMember[]> {
  const { where } = options;
  const extent = await findDirectory(file, where);
  if (extent.length > maxDirectory)
    throw archiveError("ARCHIVE_LIMIT", "the zip's directory is too long", where);
  const members = parseDirectory(await readExactly(file, extent, where), extent.count, where);
  refuseDuplicates(members, where);
  refuseOverlaps(members, extent.offset, where);
  refuseBombs(members, file.size, options);
  return members;
}

function refuseDuplicates(members: readonly ZipMember[], where: string | undefined): void {
  const seen = new Set<string>();
  for (const { path } of members) {
    if (seen.has(path)) throw archiveError("BAD_ARCHIVE", `the zip has ${quotePath(path)} twice`, where);
    seen.add(path);
  }
}

/** Members that share bytes make a small file unpack to a huge one. */
function refuseOverlaps(members: readonly ZipMember[], end: number, where: string | undefined): void {
  const ordered = members.toSorted((a, b) => a.headerOffset - b.headerOffset);
  ordered.forEach((member, index) => {
    const next = ordered[index + 1]?.headerOffset ?? end;
    if (member.headerOffset + record.local.size + member.compressedSize > next) {
      throw archiveError(
        "BAD_ARCHIVE",
        `the zip's member ${quotePath(member.path)} overlaps what follows it`,
        where,
      );
    }
  });
}

function refuseBombs(members: readonly ZipMember[], packed: number, options: ReadZipOptions): void {
  const allowance = new Allowance(options.limits, options.where);
  for (const member of members) {
    allowance.spend(member.path, member.size);
    if (!sizeIsPossible(member)) {
      const sizes = `${member.size} bytes when ${member.compressedSize} are stored`;
      throw archiveError("SIZE_LIED", `${quotePath(member.path)} cannot have ${sizes}`, options.where);
    }
  }
  if (allowance.total > harmlessSize && allowance.total > suspectRatio * packed) {
    throw archiveError("ARCHIVE_LIMIT", `${packed} bytes would unpack to ${allowance.total}`, options.where);
  }
}

function sizeIsPossible({ method, size, compressedSize }: ZipMember): boolean {
  return method === "store" ? size === compressedSize : size <= maxRatio * compressedSize;
}
