import type { Bytes } from "../core/stream.ts";

/** What kind of file an entry makes. */
export type EntryType =
  | "file"
  | "directory"
  | "symlink"
  | "hardlink"
  | "character-device"
  | "block-device"
  | "fifo";

/** What an archive says of one file, whatever the format of the archive. */
export interface EntryHeader {
  /**
   * Relative to the root, without `./` at the start or `/` at the end; the root itself is the empty text.
   * Bytes that are not UTF-8 are kept as lone surrogates (see path-bytes.ts), so any file name goes in and
   * comes out unchanged.
   */
  readonly path: string;
  readonly type: EntryType;
  /** Permission bits with setuid, setgid and sticky: at most 0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  /** Bytes of content; 0 for everything that is not a file. */
  readonly size: number;
  /** Of a symlink: its text as it is. Of a hard link: the path of an earlier entry, in the form of `path`. */
  readonly linkTarget?: string;
  /** Extended attributes by name, such as `security.capability`. */
  readonly xattrs?: ReadonlyMap<string, Uint8Array>;
}

/** An entry as a reader meets it. The content must be read, or skipped by going on, before the next entry. */
export interface ArchiveEntry extends EntryHeader {
  content(): Bytes;
}
