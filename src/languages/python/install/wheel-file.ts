import {
  openZipMember,
  type RandomAccess,
  readZipDirectory,
  type ZipMember,
} from "../../../archive/zip-reader.ts";
import { type Bytes, collect } from "../../../core/stream.ts";
import { blobAccess } from "../../../layers/blob-access.ts";
import type { Digest } from "../../../oci/digest.ts";
import type { BlobStore } from "../../../store/blob-store.ts";
import type { ResolvedWheel } from "../requirements/resolved.ts";
import { badWheel } from "./wheel-error.ts";

/** Bytes that a document of a wheel, such as METADATA or RECORD, may have. */
const documentLimit = 32 * 2 ** 20;

/** A wheel as an open zip. */
export interface WheelFile {
  readonly filename: string;
  /** Its files, by path; folders are left out. */
  readonly members: ReadonlyMap<string, ZipMember>;
  open(member: ZipMember): Bytes;
  /** A document; fails with `BAD_WHEEL` where it is missing. */
  text(path: string): Promise<string>;
}

/**
 * Opens a wheel that is in the store. Fails with `BAD_WHEEL` for symlinks, and as {@link readZipDirectory}
 * does.
 */
export async function openWheel({ filename, digest }: ResolvedWheel, blobs: BlobStore): Promise<WheelFile> {
  const zip = await wheelAccess(blobs, digest);
  const members = new Map<string, ZipMember>();
  for (const member of await readZipDirectory(zip, { where: filename })) {
    if (member.isSymlink)
      throw badWheel(`${member.path} is a symbolic link, which wheels cannot have`, filename);
    if (!member.isDirectory) members.set(member.path, member);
  }
  const open = (member: ZipMember) => openZipMember(zip, member, `${filename}: ${member.path}`);
  const text = async (path: string) => {
    const member = members.get(path);
    if (!member) throw badWheel(`it has no ${path}`, filename);
    return (await collect(open(member), documentLimit, `${filename}: ${path}`)).toString("utf8");
  };
  return { filename, members, open, text };
}

/** Wheels up to this many bytes are read whole: one read instead of one for each member. */
const wholeLimit = 16 * 2 ** 20;

/** A wheel of the store, for reading many of its members. */
export async function wheelAccess(blobs: BlobStore, digest: Digest): Promise<RandomAccess> {
  const access = await blobAccess(blobs, digest);
  if (access.size > wholeLimit) return access;
  const whole = await access.read(0, access.size);
  return { size: whole.length, read: async (offset, length) => whole.subarray(offset, offset + length) };
}
