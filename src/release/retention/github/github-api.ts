import type { Buffer } from "node:buffer";
import { CooperError } from "../../../core/error.ts";
import { type HttpAnswer, send } from "../../../core/http-send.ts";
import { retry } from "../../../core/retry.ts";
import { collect } from "../../../core/stream.ts";

/** How to reach GitHub's REST API. */
export interface GithubOptions {
  /** `GITHUB_API_URL`, `GITHUB_TOKEN` and `GH_TOKEN` are read. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** GitHub answered with a status other than 2xx. */
export class GithubError extends CooperError {
  override readonly name = "GithubError";
  readonly status: number;
  /** What GitHub says, such as `Package not found.`. */
  readonly said: string;

  constructor(url: URL, status: number, said: string) {
    super(`GitHub answered ${status}${said === "" ? "" : `: ${said}`}`, {
      code: "GITHUB_STATUS",
      where: `${url.origin}${url.pathname}`,
      hint: hintFor(status),
      retryable: status === 429 || status >= 500 || /rate limit/i.test(said),
    });
    this.status = status;
    this.said = said;
  }
}

/** The three things cooper asks of GitHub's REST API. A client library would add more packages than there are calls. */
export class GithubApi {
  readonly #base: string;
  readonly #token: string;
  readonly #signal: AbortSignal | undefined;

  /** Throws `NO_GITHUB_TOKEN`. */
  constructor({ env, signal }: GithubOptions) {
    this.#base = (env.GITHUB_API_URL || "https://api.github.com").replace(/\/+$/, "");
    this.#token = env.GITHUB_TOKEN || env.GH_TOKEN || noToken();
    this.#signal = signal;
  }

  async get<T>(path: string): Promise<T> {
    const { body } = await this.#ask("GET", new URL(this.#base + path));
    return JSON.parse(body.toString()) as T;
  }

  /** All items of a list, a hundred a page, as `Link` leads from one to the next. */
  async *list<T>(path: string): AsyncGenerator<T> {
    const start = new URL(this.#base + path);
    start.searchParams.set("per_page", "100");
    for (let url: URL | undefined = start; url !== undefined; ) {
      const { answer, body }: Exchange = await this.#ask("GET", url);
      yield* JSON.parse(body.toString()) as T[];
      url = nextPage(answer);
    }
  }

  async delete(path: string): Promise<void> {
    await this.#ask("DELETE", new URL(this.#base + path));
  }

  #ask(method: "GET" | "DELETE", url: URL): Promise<Exchange> {
    const headers = {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${this.#token}`,
      "x-github-api-version": "2022-11-28",
    };
    return retry(() => exchange(url, { method, headers, signal: this.#signal }), {
      tries: 4,
      signal: this.#signal,
    });
  }
}

interface Exchange {
  readonly answer: HttpAnswer;
  readonly body: Buffer;
}

const pageLimit = 32 * 2 ** 20;

async function exchange(url: URL, request: Parameters<typeof send>[1]): Promise<Exchange> {
  const answer = await send(url, request);
  const body = await collect(answer.body, pageLimit);
  if (answer.status >= 200 && answer.status < 300) return { answer, body };
  throw new GithubError(url, answer.status, messageIn(body));
}

/** The token goes to the host it is for and to no other. */
function nextPage({ headers, url }: HttpAnswer): URL | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(String(headers.link ?? ""))?.[1];
  const parsed = next === undefined ? null : URL.parse(next, url.href);
  return parsed?.origin === url.origin ? parsed : undefined;
}

function messageIn(body: Buffer): string {
  try {
    return String((JSON.parse(body.toString()) as { message?: unknown }).message ?? "");
  } catch {
    return "";
  }
}

function hintFor(status: number): string | undefined {
  if (status === 401) return "The token in GITHUB_TOKEN is not valid any more.";
  if (status !== 403 && status !== 404) return undefined;
  return (
    "Either it does not exist, or the token may not see it. A classic token needs read:packages and delete:packages; " +
    "the GITHUB_TOKEN of a workflow needs packages: write, and its repository the role Admin in the settings of the package."
  );
}

function noToken(): never {
  throw new CooperError("GitHub deletes images through its REST API only, and there is no token for it", {
    code: "NO_GITHUB_TOKEN",
    hint: "Set GITHUB_TOKEN to a token with read:packages and delete:packages.",
  });
}
