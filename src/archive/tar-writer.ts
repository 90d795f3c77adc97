import { Buffer } from "node:buffer";
import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";
import { batched } from "./batched.ts";
import type { EntryHeader } from "./entry.ts";
import { quotePath } from "./path-bytes.ts";
import { blockSize, padding } from "./tar-fields.ts";
import { tarHeader } from "./tar-header.ts";

export { tarHeader };

/** An entry to be written. `content` is present for files that are not empty. */
export interface TarInput {
  readonly header: EntryHeader;
  readonly content?: Bytes;
}

/** What {@link writeTar} yields: few large chunks, whatever the size of the files. */
const chunkSize = 256 * 1024;
const zeros = Buffer.alloc(blockSize);

/**
 * A tar of the entries, in the order in which they come. Equal entries give equal bytes. Content that is
 * longer or shorter than its header says fails with `SIZE_LIED`; so does content of anything but a file.
 */
export function writeTar(entries: AsyncIterable<TarInput> | Iterable<TarInput>): Bytes {
  return batched(pieces(entries), chunkSize);
}

async function* pieces(entries: AsyncIterable<TarInput> | Iterable<TarInput>): Bytes {
  for await (const { header, content } of entries) {
    if (header.type !== "file" && header.size !== 0) throw lied(header, "is no file");
    yield tarHeader(header);
    if (content) yield* exactly(content, header);
    else if (header.size !== 0) throw lied(header, "came without content");
    if (padding(header.size) > 0) yield zeros.subarray(0, padding(header.size));
  }
  yield Buffer.alloc(2 * blockSize);
}

async function* exactly(content: Bytes, header: EntryHeader): Bytes {
  let left = header.size;
  for await (const chunk of content) {
    left -= chunk.length;
    if (left < 0) throw lied(header, "has more content");
    yield chunk;
  }
  if (left > 0) throw lied(header, `has ${left} bytes less content`);
}

function lied(header: EntryHeader, what: string): Error {
  return archiveError(
    "SIZE_LIED",
    `${quotePath(header.path)} ${what}; ${header.size} bytes were announced`,
    header.path,
  );
}
