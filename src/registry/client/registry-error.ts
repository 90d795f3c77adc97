import { CooperError, type ErrorDetails } from "../../core/error.ts";
import type { HttpAnswer } from "../../core/http-send.ts";
import { collect } from "../../core/stream.ts";
import { describeFailure, fullRegistry, type Identity } from "./describe-failure.ts";
import { retryAfterOf } from "./retry-after.ts";

/** A registry answered with a status that means failure. */
export class RegistryError extends CooperError {
  override readonly name = "RegistryError";
  readonly status: number;
  /** The registry's own code, such as `MANIFEST_UNKNOWN`. */
  readonly reason: string | undefined;
  /** Milliseconds that the registry asks us to wait. */
  readonly retryAfter: number | undefined;

  constructor(message: string, details: ErrorDetails & Facts) {
    super(message, details);
    this.status = details.status;
    this.reason = details.reason;
    this.retryAfter = details.retryAfter;
  }
}

interface Facts {
  readonly status: number;
  readonly reason: string | undefined;
  readonly retryAfter: number | undefined;
}

/** What a registry says of a failure. */
export interface Complaint {
  /** Its own code. */
  readonly reason: string | undefined;
  /** Its own words: may hold anything. */
  readonly text: string;
}

/** Reads an answer to its end. Source: OCI distribution 1.1, "Error Codes". */
export async function complaintOf({ body }: HttpAnswer): Promise<Complaint> {
  try {
    const { errors, details } = JSON.parse(String(await collect(body, 65_536)));
    const { code, message = details, detail } = errors?.[0] ?? {};
    const texts = [message, cause(detail)].filter((text) => typeof text === "string" && text !== "");
    return { reason: isCode(code) ? code : undefined, text: texts.join(": ") };
  } catch {
    return { reason: undefined, text: "" };
  }
}

/** A word: it is printed. */
function isCode(code: unknown): code is string {
  return typeof code === "string" && /^\w{1,60}$/.test(code);
}

const noSpace = "no space left on device";
/** ENOSPC of Linux. */
const noSpaceNumber = 28;

/** `docker-registry` says "unknown error", and what it was in the detail: in words, or by the number of the system. */
function cause(detail: unknown): string | undefined {
  if (typeof detail === "string") return detail;
  const number = (detail as { Enclosed?: { Err?: unknown } } | null | undefined)?.Enclosed?.Err;
  return number === noSpaceNumber ? noSpace : undefined;
}

/** The error for an answer. The query of a URL is never shown: it may be signed. */
export function failureOf(
  { status, headers, url }: Pick<HttpAnswer, "status" | "headers" | "url">,
  complaint: Complaint,
  asked: Identity & { readonly method: string },
): RegistryError {
  const text = clean(complaint.text, asked.secrets);
  const isFull = status === 507 || (status >= 500 && text.includes(noSpace));
  const situation = { ...asked, reason: complaint.reason };
  const { code, message, hint } = isFull ? fullRegistry(asked.registry) : describeFailure(status, situation);
  return new RegistryError(`${message}${text === "" ? "" : `: ${text}`}`, {
    code,
    hint,
    status,
    where: `${asked.method} ${url.origin}${url.pathname}`,
    reason: complaint.reason,
    retryable: !isFull && (status === 408 || status === 429 || status === 499 || status >= 500),
    retryAfter: retryAfterOf(headers["retry-after"]),
  });
}

function clean(text: string, secrets: readonly string[]): string {
  const open = secrets
    .filter((secret) => secret !== "")
    .reduce((t, secret) => t.replaceAll(secret, "***"), text);
  return open
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .replace(/\?\S+/g, "?***")
    .trim()
    .slice(0, 300);
}
