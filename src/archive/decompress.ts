import type { Bytes } from "../core/stream.ts";
import type { DecompressOptions } from "./limits.ts";

/** What a file may be packed with. */
export type Compression = "none" | "gzip" | "xz" | "zstd";

/** Unpacks a stream with the decoder of its compression, which is loaded only now. Fails as the decoders do. */
export async function* decompress(
  compression: Compression,
  source: Bytes,
  options: DecompressOptions = {},
): Bytes {
  switch (compression) {
    case "none":
      return yield* source;
    case "gzip":
      return yield* (await import("./gzip.ts")).gunzip(source, options);
    case "xz":
      return yield* (await import("./xz.ts")).unxz(source, options);
    case "zstd":
      return yield* (await import("./zstd.ts")).unzstd(source, options);
  }
}
