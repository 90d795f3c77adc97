import type { Octokit } from "@octokit/core";
import type { PaginateInterface } from "@octokit/plugin-paginate-rest";
import { defined } from "../../../core/defined.ts";
import { CooperError } from "../../../core/error.ts";
import { dispatcherFor } from "../../../core/http-dispatcher.ts";
import { connectionFailure } from "../../../core/http-failure.ts";
import { retry } from "../../../core/retry.ts";
import { GithubError, type RequestFailure } from "./github-error.ts";

/** How to reach GitHub's REST API. */
export interface GithubOptions {
  /** `GITHUB_API_URL`, `GITHUB_TOKEN` and `GH_TOKEN` are read. */
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** GitHub's REST API. Whatever it asks for fails with {@link GithubError} or as any request does. */
export type GithubApi = Octokit & { readonly paginate: PaginateInterface };

/** Loads and sets up Octokit. Fails with `NO_GITHUB_TOKEN`. */
export async function openGithub({ env, signal }: GithubOptions): Promise<GithubApi> {
  const auth = env.GITHUB_TOKEN || env.GH_TOKEN || noToken();
  const baseUrl = (env.GITHUB_API_URL || "https://api.github.com").replace(/\/+$/, "");
  const [{ Octokit }, { paginateRest }] = await Promise.all([
    import("@octokit/core"),
    import("@octokit/plugin-paginate-rest"),
  ]);
  const github = new (Octokit.plugin(paginateRest))({
    auth,
    baseUrl,
    userAgent: "cooper",
    request: { fetch: fetchFrom(new URL(baseUrl).origin), ...defined({ signal }) },
  });
  github.hook.before("request", ({ headers }) => {
    headers["x-github-api-version"] = "2022-11-28";
  });
  github.hook.after("request", ({ status, data }, { url }) => {
    if (status !== 204 && typeof data !== "object")
      throw unlikeGithub("answers with something else than JSON", url);
  });
  github.hook.wrap("request", (request, options) =>
    retry(() => Promise.resolve(request(options)).catch(rethrow), { tries: 4, signal, pause: pauseOf }),
  );
  return github;
}

/** Through our proxies, read to the end, so that a lost connection is no short list. The token goes to one host only. */
function fetchFrom(origin: string): typeof fetch {
  return async (address, init) => {
    const url = new URL(String(address));
    if (url.origin !== origin) throw unlikeGithub("names a page on another host", url.origin);
    try {
      const { fetch } = await import("undici");
      const answer = await fetch(url, { ...(init as object), dispatcher: await dispatcherFor() });
      const { status, headers } = answer;
      const body = status === 204 ? null : await answer.arrayBuffer();
      return new Response(body, { status, headers: [...headers] });
    } catch (error) {
      const cause = (error as Error).cause ?? error;
      throw connectionFailure(`${url.host} cannot be reached`, {
        url,
        cause,
        signal: init?.signal ?? undefined,
      });
    }
  };
}

/** Octokit calls a request without an answer a failure of the server. */
function rethrow(error: unknown): never {
  const { name, cause } = error as Error;
  if (cause instanceof CooperError) throw cause;
  throw name === "HttpError" ? new GithubError(error as RequestFailure) : error;
}

function pauseOf(error: unknown): number {
  return error instanceof GithubError ? error.retryAfter : 0;
}

function unlikeGithub(what: string, where: string): CooperError {
  return new CooperError(`GitHub ${what}`, {
    code: "GITHUB_PROTOCOL",
    where,
    hint: "Check GITHUB_API_URL and the proxies: what answers there may not be GitHub.",
  });
}

function noToken(): never {
  throw new CooperError("GitHub deletes images through its REST API only, and there is no token for it", {
    code: "NO_GITHUB_TOKEN",
    hint: "Set GITHUB_TOKEN to a token with read:packages and delete:packages.",
  });
}
