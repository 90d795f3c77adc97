import { pipeline } from "node:stream";
import type { Bytes } from "../core/stream.ts";
import { batched } from "./batched.ts";

/** What the decoder is given, and gives, at a time. */
const chunkSize = 256 * 1024;

/** Unpacks one .xz stream. */
export type XzDecoder = (stream: Bytes) => Bytes;

let found: Promise<XzDecoder | undefined> | undefined;

/**
 * The decoder of liblzma in native code, in the threads of libuv: in half the time that WebAssembly takes. Nothing where
 * its package has no binary for this machine.
 */
export function nativeDecoder(): Promise<XzDecoder | undefined> {
  found ??= load().catch(() => undefined);
  return found;
}

async function load(): Promise<XzDecoder> {
  const { createUnxz } = await import("node-liblzma");
  return (stream) => {
    const engine: NodeJS.ReadWriteStream = createUnxz({ chunkSize }, { highWaterMark: chunkSize });
    // The callback keeps a failure from being thrown twice; it reaches the reader through the loop.
    return pipeline(batched(stream, chunkSize), engine, () => {}) as AsyncIterable<Buffer>;
  };
}
