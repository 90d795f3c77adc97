import { CooperError } from "../../core/error.ts";
import type { HttpAnswer } from "../../core/http-send.ts";
import { basicAuthorization } from "../../core/login.ts";
import { redactUrl } from "../../core/redact.ts";
import { collect } from "../../core/stream.ts";
import type { Challenge } from "./challenge.ts";
import type { Credential } from "./credential.ts";

/** What to ask the token server for. */
export interface TokenRequest {
  readonly challenge: Extract<Challenge, { scheme: "bearer" }>;
  readonly scopes: readonly string[];
  readonly credential?: Credential | undefined;
}

/** An access token. */
export interface Token {
  readonly value: string;
  /** Seconds. */
  readonly lifetime: number;
}

/** The specification's lifetime where the server names none. */
const defaultLifetime = 60;

/** A call to a token server. */
export interface TokenCall {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

/** The call to a token server: GET with a password or none, POST for a refresh token. */
export function tokenCall({ challenge, scopes, credential }: TokenRequest): TokenCall {
  const url = URL.parse(challenge.realm);
  if (!url) throw notATokenServer(challenge.realm, "its address is not one");
  if (credential?.kind === "identity") return refresh(url, { challenge, scopes }, credential.token);
  if (challenge.service !== undefined) url.searchParams.set("service", challenge.service);
  for (const scope of scopes) url.searchParams.append("scope", scope);
  if (credential?.kind !== "password") return { url, method: "GET" };
  url.searchParams.set("account", credential.username);
  return { url, method: "GET", authorization: basicAuthorization(credential) };
}

/** Source: distribution, docs/spec/auth/oauth.md, "Refresh Token Grant". */
function refresh(url: URL, { challenge, scopes }: TokenRequest, token: string): TokenCall {
  const form = new URLSearchParams({
    grant_type: "refresh_token",
    client_id: "cooper",
    refresh_token: token,
  });
  if (challenge.service !== undefined) form.set("service", challenge.service);
  if (scopes.length > 0) form.set("scope", scopes.join(" "));
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return { url, method: "POST", headers, text: form.toString() };
}

/** Reads the answer of a token server. Source: distribution, docs/spec/auth/token.md, "Token Response Fields". */
export async function readToken(answer: HttpAnswer): Promise<Token> {
  const raw = String(await collect(answer.body, 1 << 20, answer.url.origin));
  try {
    const { token, access_token, expires_in } = JSON.parse(raw);
    const value = [token, access_token].find((text) => typeof text === "string" && text !== "");
    if (value === undefined) throw new SyntaxError("it has no token");
    return { value, lifetime: typeof expires_in === "number" ? expires_in : defaultLifetime };
  } catch (cause) {
    throw notATokenServer(answer.url.href, "its answer has no token", cause);
  }
}

function notATokenServer(url: string, why: string, cause?: unknown): CooperError {
  return new CooperError(`the registry names a token server that cannot be used: ${why}`, {
    code: "REGISTRY_PROTOCOL",
    where: redactUrl(url),
    cause,
    hint: "Whoever runs the registry must mend its authentication settings.",
  });
}
