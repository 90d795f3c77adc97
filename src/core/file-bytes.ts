import { Buffer } from "node:buffer";
import { open } from "node:fs/promises";
import type { Bytes } from "./stream.ts";

const chunkSize = 256 * 1024;

/** Streams a file through one buffer, whatever its size: a chunk is valid until the next one is asked for. */
export async function* fileBytes(path: string): Bytes {
  const buffer = Buffer.allocUnsafe(chunkSize);
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkSize, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
