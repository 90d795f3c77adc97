import { CooperError, codeOf, messageOf } from "../../core/error.ts";

/** Source: OCI distribution 1.1, "Error Codes"; `UNKNOWN` is Docker's, for what is nobody's mistake. */
export type ErrorCode =
  | "BLOB_UNKNOWN"
  | "BLOB_UPLOAD_INVALID"
  | "BLOB_UPLOAD_UNKNOWN"
  | "DIGEST_INVALID"
  | "MANIFEST_BLOB_UNKNOWN"
  | "MANIFEST_INVALID"
  | "MANIFEST_UNKNOWN"
  | "NAME_INVALID"
  | "NAME_UNKNOWN"
  | "SIZE_INVALID"
  | "TOOMANYREQUESTS"
  | "UNSUPPORTED"
  | "UNKNOWN";

/** What the answer to a refused request has besides its code. */
export interface Refusal {
  /** Of HTTP. */
  readonly status: number;
  /** Such as the digest that is meant. */
  readonly detail?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that gets no for an answer. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, { status, detail, headers = {} }: Refusal) {
    super(message);
    this.code = code;
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }

  /** Source: OCI distribution 1.1, "Error Codes". */
  get body(): string {
    return JSON.stringify({ errors: [{ code: this.code, message: this.message, detail: this.detail }] });
  }
}

/** The answer to a request that failed in whatever way. */
export function refusalOf(thrown: unknown): RegistryError {
  if (thrown instanceof RegistryError) return thrown;
  const message =
    thrown instanceof CooperError ? [thrown.message, thrown.hint].join(". ") : messageOf(thrown);
  switch (codeOf(thrown)) {
    case "DIGEST_MISMATCH":
      return new RegistryError("DIGEST_INVALID", messageOf(thrown), { status: 400 });
    case "DISK_FULL":
      return new RegistryError("UNKNOWN", message, { status: 507 });
    case "STORE_BUSY":
      return new RegistryError("UNKNOWN", message, { status: 503, headers: { "Retry-After": "1" } });
    default:
      return new RegistryError("UNKNOWN", message, { status: 500 });
  }
}

/** Nothing is there, or nothing that the repository has. */
export function unknown(
  code: "BLOB_UNKNOWN" | "MANIFEST_UNKNOWN" | "NAME_UNKNOWN",
  name: string,
): RegistryError {
  const what = { BLOB_UNKNOWN: "blob", MANIFEST_UNKNOWN: "manifest", NAME_UNKNOWN: "repository" }[code];
  return new RegistryError(code, `there is no such ${what}: ${name}`, { status: 404, detail: { name } });
}
