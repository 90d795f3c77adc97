import { CooperError } from "../../../core/error.ts";
import { retryAfterOf } from "../../../registry/client/retry-after.ts";

/** Longer than this nobody waits for a limit to pass, in milliseconds. */
const longestWait = 60_000;

/** A failure as Octokit tells it. */
export interface RequestFailure extends Error {
  readonly name: "HttpError";
  readonly status: number;
  readonly request: { readonly url: string };
  readonly response?: { readonly headers: Headers; readonly data: unknown } | undefined;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/** GitHub answered with a status that means failure. */
export class GithubError extends CooperError {
  override readonly name = "GithubError";
  /** Not called `status`: Octokit takes a failure whose `status` is 409 for the end of a list. */
  readonly statusCode: number;
  /** What GitHub says, such as `Package not found.`. */
  readonly said: string;
  /** Milliseconds that GitHub asks us to wait. */
  readonly retryAfter: number;

  constructor({ status, message, request, response }: RequestFailure) {
    const { origin, pathname } = new URL(request.url);
    const { message: said = message } = (response?.data ?? {}) as { readonly message?: string };
    const retryAfter = pauseOf(status, response?.headers);
    super(`GitHub answered ${status}${said === "" ? "" : `: ${said}`}`, {
      code: "GITHUB_STATUS",
      where: `${origin}${pathname}`,
      hint: retryAfter > 0 ? hintForLimit(retryAfter) : hintFor(status),
      retryable: (status >= 500 || retryAfter > 0) && retryAfter <= longestWait,
    });
    this.statusCode = status;
    this.said = said;
    this.retryAfter = retryAfter;
  }
}

/** Source: GitHub REST API, "Rate limits for the REST API", "Exceeding the rate limit". */
function pauseOf(status: number, headers: Headers = {}): number {
  const asked = retryAfterOf(headers["retry-after"]?.toString());
  if (asked !== undefined) return asked;
  const isLimited = status === 403 || status === 429;
  if (!isLimited || headers["x-ratelimit-remaining"] !== "0") return 0;
  return Math.max(1000, Number(headers["x-ratelimit-reset"]) * 1000 - Date.now());
}

function hintForLimit(milliseconds: number): string {
  return `GitHub limits how much one token may ask. Run the command again in ${Math.ceil(milliseconds / 60_000)} minutes.`;
}

function hintFor(status: number): string | undefined {
  if (status === 401) return "The token in GITHUB_TOKEN is not valid any more.";
  if (status !== 403 && status !== 404) return undefined;
  return (
    "Either it does not exist, or the token may not see it. A classic token needs read:packages and delete:packages; " +
    "the GITHUB_TOKEN of a workflow needs packages: write, and its repository the role Admin in the settings of the package."
  );
}
