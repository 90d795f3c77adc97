/** What a {@link CooperError} needs besides its message. */
export interface ErrorDetails {
  /** Stable, greppable name of the failure, such as `DIGEST_MISMATCH`. */
  readonly code: string;
  /** The place: `file:line`, a URL without secrets, an image, a package. */
  readonly where?: string | undefined;
  /** What the reader can do next, as one or more sentences. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  /** Whether the same call may succeed when made again. */
  readonly retryable?: boolean | undefined;
}

/**
 * A failure that a person will read: what went wrong (the message), where, why (the cause) and what to do next
 * (the hint). Commands end with {@link exitStatus}.
 */
export class CooperError extends Error {
  override readonly name: string = "CooperError";
  readonly code: string;
  readonly where: string | undefined;
  readonly hint: string | undefined;
  readonly retryable: boolean;
  /** 1: the job failed. */
  readonly exitStatus: 1 | 2 = 1;

  constructor(message: string, details: ErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.where = details.where;
    this.hint = details.hint;
    this.retryable = details.retryable ?? false;
  }
}

/** The command line, a configuration file or an argument is wrong: nothing was started. */
export class UsageError extends CooperError {
  override readonly name = "UsageError";
  override readonly exitStatus = 2;
}

/** The message of anything that was thrown, whatever configuration files throw. */
export function messageOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return "something that has no text";
  }
}

/** What a message says first; parsers go on with an excerpt of what they read. */
export function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

/** The `code` of a Node system error such as `ENOENT`, or of a {@link CooperError}. */
export function codeOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}
