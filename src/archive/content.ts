import type { Bytes } from "../core/stream.ts";
import type { ByteReader } from "./byte-reader.ts";

/** The content of one member inside a stream of members. */
export interface MemberContent {
  /** Streams what has not been read yet. */
  readonly open: () => Bytes;
  /** Skips what nobody read. After that the content is gone. */
  readonly finish: () => Promise<void>;
}

/** The next `size` bytes of a reader, to be read while the member is the current one. */
export function openContent(reader: ByteReader, size: number): MemberContent {
  const end = reader.position + size;
  let current = true;
  async function* open(): Bytes {
    while (true) {
      if (!current) throw new Error("the content of an archive member must be read before the next member");
      if (reader.position >= end) return;
      yield await reader.some(end - reader.position);
    }
  }
  const finish = async () => {
    current = false;
    await reader.skip(end - reader.position);
  };
  return { open, finish };
}
