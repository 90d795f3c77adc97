import type { FileHandle } from "node:fs/promises";
import { CooperError } from "../core/error.ts";
import { inPieces } from "../core/pieces.ts";
import type { Bytes } from "../core/stream.ts";
import { Digester } from "../oci/digest.ts";
import type { Expected, Stored } from "./blob-store.ts";

const pieceSize = 256 * 1024;

/** Writes a stream to a new file, hashing it as it passes, and checks it. */
export async function writeDraft(file: FileHandle, source: Bytes, expected: Expected): Promise<Stored> {
  const digester = new Digester();
  await appendTo(file, bounded(source, expected), digester);
  return checked(digester, expected);
}

/**
 * Writes a stream after what the digester has seen, and hashes it. After a failure the file may have more bytes than
 * the digester has seen: the next ones are written over them.
 */
export async function appendTo(file: FileHandle, source: Bytes, digester: Digester): Promise<void> {
  for await (const piece of inPieces(source, pieceSize)) {
    await writeAll(file, piece, digester.size);
    digester.update(piece);
  }
}

/** What has been hashed, if it is what was expected. Ends the digester. */
export function checked(digester: Digester, expected: Expected): Stored {
  const stored = { digest: digester.digest(), size: digester.size };
  if (expected.size !== undefined && stored.size < expected.size) throw sizeMismatch(expected, stored.size);
  if (expected.digest !== undefined && stored.digest !== expected.digest)
    throw digestMismatch(expected, stored);
  return stored;
}

/** Stops a stream as soon as it is longer than announced. */
async function* bounded(source: Bytes, expected: Expected): Bytes {
  const limit = expected.size ?? Number.POSITIVE_INFINITY;
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limit) throw sizeMismatch(expected, size);
    yield chunk;
  }
}

async function writeAll(file: FileHandle, piece: Uint8Array, at: number): Promise<void> {
  for (let written = 0; written < piece.length; ) {
    written += (await file.write(piece, written, undefined, at + written)).bytesWritten;
  }
}

function sizeMismatch({ digest, size }: Expected, got: number): CooperError {
  const more = size !== undefined && got > size;
  return new CooperError(
    more ? `more than the expected ${size} bytes came` : `${got} of ${size} bytes came`,
    {
      code: "SIZE_MISMATCH",
      where: digest,
      hint: "The source is cut short or is not what was asked for. Nothing of it was kept.",
      // A transfer that was cut short may come whole the next time; one that is too long will not get shorter.
      retryable: !more,
    },
  );
}

function digestMismatch({ digest }: Expected, stored: Stored): CooperError {
  return new CooperError(`the bytes that came have the digest ${stored.digest}`, {
    code: "DIGEST_MISMATCH",
    where: digest,
    hint: "The source has changed or was tampered with. Nothing of it was kept.",
  });
}
