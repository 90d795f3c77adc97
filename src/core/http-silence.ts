import { parseDuration } from "./duration.ts";
import { CooperError } from "./error.ts";
import { redactUrl } from "./redact.ts";
import type { Bytes } from "./stream.ts";

/** Milliseconds for which a server may say nothing before it counts as gone: `COOPER_HTTP_TIMEOUT`, else a minute. */
export function longestSilence(): number {
  return parseDuration(process.env.COOPER_HTTP_TIMEOUT || "60s");
}

/** A server took nothing, or said nothing, for as long as it may. */
export class SilenceError extends CooperError {
  constructor(url: URL, cause?: unknown) {
    super(`${url.host} was silent for too long`, {
      code: "UNREACHABLE",
      where: redactUrl(url),
      cause,
      hint: "Try again later. Where the network is that slow, allow more with COOPER_HTTP_TIMEOUT=5m.",
      retryable: true,
    });
  }
}

/** Passes a body on to a server; calls `giveUp` when a piece of it is not taken in time. */
export async function* watched(body: Bytes, giveUp: () => void): Bytes {
  for await (const chunk of body) {
    const timer = setTimeout(giveUp, longestSilence());
    try {
      yield chunk;
    } finally {
      clearTimeout(timer);
    }
  }
}
