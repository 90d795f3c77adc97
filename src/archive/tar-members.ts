import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import type { Bytes } from "../core/stream.ts";
import { ByteReader } from "./byte-reader.ts";
import { encodePath } from "./path-bytes.ts";
import { padding } from "./tar-fields.ts";
import { TarHeaderReader } from "./tar-headers.ts";

/** Bytes of a group of small files on average, and of a piece of a large file. */
const target = 2 ** 20;
/** Bytes after which a group ends, whatever the names in it. */
const maxGroup = 4 * target;

/**
 * Cuts a tar into pieces to be compressed one by one; put together they are the same tar, byte for byte.
 * Files of 1 MiB and more get pieces of their own. Smaller ones are grouped, and whether a group ends with a
 * file depends on that file's path and size alone: a file that is changed, added or removed changes its own
 * group and no other. Holds one piece at a time. Fails as `readTar` does where the input is no sound tar.
 */
export async function* cutMembers(tar: Bytes): AsyncGenerator<Uint8Array, void> {
  const reader = new ByteReader(tar, undefined);
  const headers = new TarHeaderReader(reader, undefined);
  const piece = new Piece(reader);
  try {
    for (let next = await headers.next(); ; next = await headers.next()) {
      const { entry, blocks } = next;
      const content = entry ? entry.size + padding(entry.size) : 0;
      if (content >= target) {
        yield* largeFile(piece, blocks, content);
        continue;
      }
      const before = piece.size;
      piece.add(blocks);
      if (!entry) break;
      await piece.read(content);
      if (piece.size >= maxGroup || endsGroup(entry.path, piece.size - before)) yield piece.take();
    }
    while (await piece.readSome(target)) if (piece.size >= target) yield piece.take();
    if (piece.size > 0) yield piece.take();
  } finally {
    await reader.close();
  }
}

/** The first piece has the headers too, so that the others start at whole multiples of the content. */
async function* largeFile(
  piece: Piece,
  blocks: readonly Buffer[],
  content: number,
): AsyncGenerator<Uint8Array, void> {
  if (piece.size > 0) yield piece.take();
  piece.add(blocks);
  for (let left = content; left > 0; left -= target) {
    await piece.read(Math.min(left, target));
    yield piece.take();
  }
}

/** True once in 1 MiB of files on average: the larger a file, the likelier. */
function endsGroup(path: string, size: number): boolean {
  return (crc32(encodePath(path)) / 2 ** 32) * target < size;
}

/** The bytes of the piece that is being put together. */
class Piece {
  readonly #reader: ByteReader;
  #parts: Uint8Array[] = [];
  #size = 0;

  constructor(reader: ByteReader) {
    this.#reader = reader;
  }

  get size(): number {
    return this.#size;
  }

  add(parts: readonly Uint8Array[]): void {
    this.#parts.push(...parts);
    this.#size += parts.reduce((sum, part) => sum + part.length, 0);
  }

  /** Takes in exactly this many of the reader's bytes. */
  async read(length: number): Promise<void> {
    for (let left = length; left > 0; ) {
      const part = await this.#reader.some(left);
      this.add([part]);
      left -= part.length;
    }
  }

  /** Takes in some of the reader's bytes, and says whether there were any. */
  async readSome(limit: number): Promise<boolean> {
    const part = await this.#reader.upTo(limit);
    if (part) this.add([part]);
    return part !== undefined;
  }

  take(): Uint8Array {
    const bytes = Buffer.concat(this.#parts, this.#size);
    this.#parts = [];
    this.#size = 0;
    return bytes;
  }
}
