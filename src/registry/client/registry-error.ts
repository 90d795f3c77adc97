import { CooperError, type ErrorDetails } from "../../core/error.ts";
import type { HttpAnswer } from "../../core/http-send.ts";
import { collect } from "../../core/stream.ts";
import { absenceRemedy, denialRemedy, kindOf, loginRemedy } from "./registry-kind.ts";
import { retryAfterOf } from "./retry-after.ts";

/** Who asked, as far as errors may tell. */
export interface Identity {
  readonly registry: string;
  /** Where the login came from: a file, a helper, a variable, or `none`. */
  readonly source: string;
  /** Texts that no message may contain. */
  readonly secrets: readonly string[];
  /** Why a login that is set up could not be had. */
  readonly problem?: string | undefined;
}

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
  const { code, message, hint } = isFull ? full(asked.registry) : describe(status, situation);
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

interface Description {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

type Situation = Identity & { readonly method: string; readonly reason: string | undefined };

function describe(status: number, situation: Situation): Description {
  const { registry, reason = "", method } = situation;
  if (status === 401 || reason === "UNAUTHORIZED") return unauthorized(situation);
  if (reason === "NAME_INVALID") return named.NAME_INVALID(registry);
  if (status === 404) return named[reason]?.(registry) ?? absent(situation);
  if (status === 403 || reason === "DENIED") return denied(situation);
  if (method === "DELETE" && (status === 405 || reason === "UNSUPPORTED")) return undeletable(registry);
  return {
    code: "REGISTRY_STATUS",
    message: `${registry} answered ${status}${reason === "" ? "" : ` ${reason}`}`,
    hint: statusHint(status, registry),
  };
}

const named: Readonly<Record<string, (registry: string) => Description>> & {
  readonly NAME_INVALID: (registry: string) => Description;
} = {
  NAME_INVALID: (registry) => ({
    code: "NAME_INVALID",
    message: `${registry} does not allow this repository name`,
    hint: "Use lower-case letters, digits, '.', '_', '-' and '/', in as many parts as this registry takes.",
  }),
  MANIFEST_UNKNOWN: (registry) => ({
    code: "NO_SUCH_MANIFEST",
    message: `${registry} has no such manifest`,
    hint: "Check the tag or digest; `cooper ls` lists the tags of a repository.",
  }),
  BLOB_UNKNOWN: (registry) => ({
    code: "NO_SUCH_BLOB",
    message: `${registry} has no such blob`,
    hint: "The image there is incomplete; push it again from where it was built.",
  }),
  BLOB_UPLOAD_UNKNOWN: (registry) => ({
    code: "REGISTRY_STATUS",
    message: `${registry} has forgotten an upload`,
    hint: "Run it again: what has arrived is not sent again.",
  }),
};

function unauthorized({ registry, source, problem }: Situation): Description {
  const refused =
    source === "none" ? "wants a login (credentials: none)" : `refused the login from ${source}`;
  return {
    code: "REGISTRY_UNAUTHORIZED",
    message: `${registry} ${refused}`,
    hint: `${loginRemedy(registry)}${whatFailed(problem)}`,
  };
}

function denied({ registry, source, problem }: Situation): Description {
  const remedy = source === "none" ? loginRemedy(registry) : denialRemedy(registry);
  return {
    code: "REGISTRY_DENIED",
    message: `${registry} denies this (credentials: ${source})`,
    hint: `${remedy}${whatFailed(problem)}`,
  };
}

function whatFailed(problem: string | undefined): string {
  return problem === undefined ? "" : ` What is set up did not work: ${problem}.`;
}

function absent({ registry, source }: Situation): Description {
  const login = source === "none" ? ` ${loginRemedy(registry)}` : "";
  return {
    code: "NO_SUCH_REPOSITORY",
    message: `${registry} has no such repository (credentials: ${source})`,
    hint: `${absenceRemedy(registry)}${login}`,
  };
}

function full(registry: string): Description {
  return {
    code: "REGISTRY_FULL",
    message: `${registry} has no room left`,
    hint: "Whoever runs it must make room. Then run this again: what has arrived is not sent again.",
  };
}

function undeletable(registry: string): Description {
  const ghcr = "GHCR deletes versions through the Packages API of GitHub: `cooper prune` uses it.";
  return {
    code: "DELETE_UNSUPPORTED",
    message: `${registry} deletes nothing through its registry API`,
    hint: kindOf(registry) === "ghcr" ? ghcr : "Turn deletion on in the settings of the registry.",
  };
}

function statusHint(status: number, registry: string): string {
  if (status === 429) return "The registry limits its rate. Wait, or log in for a higher limit.";
  if (status === 413 && kindOf(registry) === "ghcr") return "GHCR takes layers of up to 10 GB: make several.";
  if (status === 413) return "Something between here and the registry limits the size of a request.";
  return status >= 500 ? "The registry has trouble; try again later." : "Look into the log of the registry.";
}
