import { parseDuration } from "./duration.ts";
import { CooperError, UsageError } from "./error.ts";
import { redactUrl } from "./redact.ts";
import type { Bytes } from "./stream.ts";

const aDay = 86_400_000;

/**
 * Milliseconds for which a server may say nothing before it counts as gone: `COOPER_HTTP_TIMEOUT`, else a minute. Throws
 * `BAD_DURATION`.
 */
export function longestSilence(): number {
  const text = process.env.COOPER_HTTP_TIMEOUT || "60s";
  const milliseconds = /^(\d+(ms|s|m|h))+$/.test(text) ? parseDuration(text) : 0;
  if (milliseconds > 0 && milliseconds <= aDay) return milliseconds;
  throw new UsageError(`"${text}" is no time to wait for a server`, {
    code: "BAD_DURATION",
    where: "COOPER_HTTP_TIMEOUT",
    hint: 'Write something between "1ms" and "24h", such as "30s" or "5m".',
  });
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
  const patience = longestSilence();
  for await (const chunk of body) {
    const timer = setTimeout(giveUp, patience);
    try {
      yield chunk;
    } finally {
      clearTimeout(timer);
    }
  }
}
