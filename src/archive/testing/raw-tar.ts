import { Buffer } from "node:buffer";
import { checksum, type Field, field, padding } from "../tar-fields.ts";

/** What other writers than ours put into a block. Texts go in as Latin-1. */
export interface RawBlock {
  readonly name?: string;
  readonly type?: string;
  readonly mode?: string;
  readonly uid?: string | Buffer;
  readonly size?: string | Buffer;
  readonly mtime?: string | Buffer;
  readonly linkName?: string;
  readonly magic?: string;
  readonly prefix?: string;
  readonly body?: Buffer | string;
  /** In place of the right one. */
  readonly checksum?: string;
}

/** A header block with its body, written field by field: sound or not, as the test needs it. */
export function rawEntry(raw: RawBlock): Buffer {
  const body = Buffer.from(raw.body ?? "");
  const block = Buffer.alloc(512);
  const put = ([offset, length]: Field, value: string | Buffer) =>
    Buffer.from(value as string, "latin1").copy(block, offset, 0, length);
  put(field.name, raw.name ?? "file");
  put(field.mode, raw.mode ?? "0000644");
  put(field.uid, raw.uid ?? "0000000");
  put(field.gid, "0000000");
  put(field.size, raw.size ?? body.length.toString(8).padStart(11, "0"));
  put(field.mtime, raw.mtime ?? "00000000000");
  put(field.type, raw.type ?? "0");
  put(field.linkName, raw.linkName ?? "");
  put(field.magic, raw.magic ?? "ustar\x0000");
  put(field.prefix, raw.prefix ?? "");
  put(field.checksum, raw.checksum ?? `${checksum(block).toString(8).padStart(6, "0")}\0 `);
  return Buffer.concat([block, body, Buffer.alloc(padding(body.length))]);
}

/** The blocks of these entries and the end of the archive. */
export function rawTar(...entries: (RawBlock | Buffer)[]): Buffer {
  const blocks = entries.map((entry) => (Buffer.isBuffer(entry) ? entry : rawEntry(entry)));
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
