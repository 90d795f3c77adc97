import { CooperError } from "../../core/error.ts";
import type { HttpAnswer, HttpRequest } from "../../core/http-send.ts";
import type { ProgressListener } from "../../core/progress.ts";
import type { Bytes } from "../../core/stream.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import { Authenticator, type Login, type Permission } from "./authenticator.ts";
import type { CredentialStore } from "./credential.ts";
import type { Identity } from "./describe-failure.ts";
import { exchange } from "./exchange.ts";
import { originOf, type PlainHosts, resolveLocation } from "./origin.ts";
import { Patience } from "./patience.ts";
import { complaintOf, failureOf, RegistryError } from "./registry-error.ts";
import type { Timing } from "./timing.ts";
import { readToken, type Token, type TokenRequest, tokenCall } from "./token.ts";

/** One request to a registry. */
export interface Call {
  readonly method: NonNullable<HttpRequest["method"]>;
  readonly repository: RepositoryName;
  /** Below `/v2/<repository>/`, or an address that the registry gave. */
  readonly target: string | URL;
  /** What the token must allow; by default `pull`. */
  readonly actions?: "pull" | "pull,push" | "delete";
  /** A repository of the same registry that is read in the same request. */
  readonly source?: RepositoryName | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** A fresh stream for each try; its length belongs among the headers. */
  readonly open?: () => Bytes;
  /** Statuses besides 2xx that the caller understands. */
  readonly accept?: readonly number[];
  /** `false` for bytes of an upload: they are sent again only where the registry refused to look at them. */
  readonly repeatable?: boolean;
  /** How many times as long as usual the answer may take. */
  readonly patience?: number;
}

/** What a transport works with. */
export interface TransportOptions {
  readonly credentials: CredentialStore;
  readonly plain: PlainHosts;
  readonly timing: Timing;
  readonly progress: ProgressListener;
  readonly signal?: AbortSignal | undefined;
  /** PEM certificates to trust for a registry. */
  readonly certificates: (registry: string) => Promise<string | undefined>;
}

interface Host {
  readonly origin: URL;
  readonly patience: Patience;
  readonly authenticator: Authenticator;
  readonly ca: Promise<string | undefined>;
}

/** A first one, one for a token that has ended, one with the scope that the registry wants on top. */
const mostLogins = 3;

/** Requests to registries, with logins, second tries and redirects taken care of. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #hosts = new Map<string, Host>();

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Sends a request; fails with {@link RegistryError} for statuses that the caller does not accept. */
  call(call: Call): Promise<HttpAnswer> {
    return this.read(call, async (answer) => answer);
  }

  /** Sends a request and reads the answer: both again where the connection is lost half-way. */
  read<T>(call: Call, read: (answer: HttpAnswer) => Promise<T>): Promise<T> {
    const host = this.#host(call.repository.registry);
    const repeats = (failure: CooperError) =>
      failure.retryable && (call.repeatable !== false || isRefusal(failure));
    return host.patience.persist(async () => read(await this.#attempt(host, call)), repeats);
  }

  /** An address that an answer gave, checked. */
  locate(registry: string, location: string, base: URL): URL {
    const url = resolveLocation(location, base, this.#host(registry).origin);
    if (url) return this.#options.plain.check(url, registry);
    throw new CooperError(`${registry} gave an address that is none`, {
      code: "REGISTRY_PROTOCOL",
      where: base.origin,
      hint: "Check the registry's address, and any proxy in front of it.",
    });
  }

  /** Waits as before a second try; throws the failure where there have been enough. */
  rest(registry: string, failure: CooperError, attempt: number): Promise<void> {
    return this.#host(registry).patience.rest(failure, attempt);
  }

  async #attempt(host: Host, call: Call): Promise<HttpAnswer> {
    const permission = permissionOf(call);
    let login: Login | undefined = await host.authenticator.login(permission);
    for (let logins = mostLogins; ; logins -= 1) {
      const answer = await this.#send(host, call, login);
      const { status, headers } = answer;
      if ((status >= 200 && status < 300) || call.accept?.includes(status)) return answer;
      const complaint = await complaintOf(answer);
      const mayLogIn = status === 401 && logins > 0 && answer.url.origin === host.origin.origin;
      const next: Login | undefined = mayLogIn
        ? await host.authenticator.again(headers, permission, login)
        : undefined;
      const identity = next ?? login;
      if (next?.authorization === undefined) {
        throw failureOf(answer, complaint, { ...identity, method: call.method });
      }
      login = next;
    }
  }

  async #send(host: Host, call: Call, { authorization }: Login): Promise<HttpAnswer> {
    const { signal, plain } = this.#options;
    const { method, headers, open, target, repository, patience } = call;
    const path = repository.repository === "" ? "/v2/" : `/v2/${repository.repository}/${target}`;
    const url = typeof target === "string" ? new URL(path, host.origin) : target;
    const { origin, ca } = host;
    const request = { url, method, headers, open, patience, authorization, origin, plain, signal };
    return exchange({ ...request, ca: await ca });
  }

  #host(registry: string): Host {
    const known = this.#hosts.get(registry);
    if (known) return known;
    const { plain, credentials, timing } = this.#options;
    const host: Host = {
      origin: originOf(registry, plain),
      patience: new Patience(this.#options),
      ca: this.#options.certificates(registry),
      authenticator: new Authenticator({
        registry,
        credentials,
        timing,
        fetchToken: (request, identity) => this.#fetchToken(host, request, identity),
      }),
    };
    this.#hosts.set(registry, host);
    return host;
  }

  /** GHCR's token server denies now and then what it grants a second later: one denial is not believed. */
  #fetchToken(host: Host, request: TokenRequest, identity: Identity): Promise<Token> {
    let denials = 1;
    return host.patience.persist(
      () => this.#askForToken(host, request, identity),
      (failure) => failure.retryable || (failure.code === "REGISTRY_DENIED" && denials-- > 0),
    );
  }

  async #askForToken(host: Host, request: TokenRequest, identity: Identity): Promise<Token> {
    const { plain, signal } = this.#options;
    const call = tokenCall(request);
    const { origin, ca } = host;
    // A registry that is spoken to in the clear may have its token server beside it.
    const isBeside = origin.protocol === "http:" && call.url.hostname === origin.hostname;
    if (!isBeside) plain.check(call.url, identity.registry);
    const answer = await exchange({ ...call, origin: call.url, plain, signal, ca: await ca });
    if (answer.status === 200) return readToken(answer);
    // OAuth says 400 to a refresh token that has ended (RFC 6749, 5.2).
    const status = answer.status === 400 ? 401 : answer.status;
    throw failureOf({ ...answer, status }, await complaintOf(answer), { ...identity, method: call.method });
  }
}

function isRefusal(failure: CooperError): boolean {
  return failure instanceof RegistryError && failure.status === 429;
}

/** Source: distribution, docs/spec/auth/scope.md. */
function permissionOf({ repository: { repository }, actions = "pull", source }: Call): Permission {
  if (repository === "") return { repository, scopes: [] };
  const more = source ? [`repository:${source.repository}:pull`] : [];
  return { repository, scopes: [`repository:${repository}:${actions}`, ...more] };
}
