import { messageOf } from "../../core/error.ts";
import type { HttpAnswer } from "../../core/http-send.ts";
import { basicAuthorization } from "../../core/login.ts";
import { type Challenge, challengeOf } from "./challenge.ts";
import type { Credential, CredentialStore, FoundCredential } from "./credential.ts";
import type { Identity } from "./describe-failure.ts";
import type { Timing } from "./timing.ts";
import type { Token, TokenRequest } from "./token.ts";

/** What a request needs permission for. */
export interface Permission {
  readonly repository: string;
  /** Such as `repository:team/app:pull,push`. */
  readonly scopes: readonly string[];
}

/** What a request is sent with. */
export interface Login extends Identity {
  /** Nothing where the registry has not asked, or nothing answers what it asks. */
  readonly authorization?: string | undefined;
  /** Whether the token was made for this request, so that a refusal is no matter of its age. */
  readonly fresh: boolean;
}

/** What an authenticator works with. */
export interface AuthenticatorOptions {
  readonly registry: string;
  readonly credentials: CredentialStore;
  readonly timing: Timing;
  readonly fetchToken: (request: TokenRequest, identity: Identity) => Promise<Token>;
}

type Found = { readonly found?: FoundCredential | undefined; readonly problem?: string };
type Kept = { readonly value: string; readonly renewAt: number };

/** Answers the challenges of one registry; tokens are kept per scope until shortly before they end. */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  #challenge: Challenge | undefined;
  readonly #found = new Map<string, Promise<Found>>();
  readonly #tokens = new Map<string, Promise<Kept>>();
  /** Scopes that the registry wanted on top of ours. */
  readonly #wanted = new Map<string, ReadonlySet<string>>();

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
  }

  /** The login for a request, as far as the registry has asked for one. */
  async login(permission: Permission): Promise<Login> {
    const { registry } = this.#options;
    if (!this.#challenge) return { registry, source: "none", secrets: [], fresh: true };
    const { found, problem } = await this.#credential(permission.repository);
    const identity = {
      registry,
      source: found?.source ?? "none",
      secrets: secretsOf(found?.credential),
      problem,
    };
    const direct = directly(this.#challenge, found?.credential);
    if (direct !== undefined || this.#challenge.scheme === "basic") {
      return { ...identity, authorization: direct, fresh: true };
    }
    const { value, fresh } = await this.#token(permission, this.#challenge, { identity, found });
    return { ...identity, secrets: [...identity.secrets, value], authorization: `Bearer ${value}`, fresh };
  }

  /** The login for another try of a request that was refused with 401; nothing where another try is useless. */
  async again(
    headers: HttpAnswer["headers"],
    permission: Permission,
    sent: Login,
  ): Promise<Login | undefined> {
    const challenge = challengeOf(headers["www-authenticate"]);
    if (!challenge) return undefined;
    this.#challenge = challenge;
    if (sent.authorization !== undefined) {
      const wantsMore = challenge.scheme === "bearer" && this.#add(permission, challenge.scopes);
      if (sent.fresh && !wantsMore) return undefined;
      await this.#forget(permission, sent.authorization);
    }
    return this.login(permission);
  }

  #credential(repository: string): Promise<Found> {
    const { registry, credentials } = this.#options;
    // A helper that is missing must not hinder what needs no login.
    const find = () =>
      credentials.find(registry, repository).then(
        (found) => ({ found }),
        (error) => ({ problem: messageOf(error) }),
      );
    return getOrMake(this.#found, repository, find);
  }

  async #token(
    permission: Permission,
    challenge: TokenRequest["challenge"],
    { identity, found }: Found & { readonly identity: Identity },
  ): Promise<{ readonly value: string; readonly fresh: boolean }> {
    const key = keyOf(permission);
    for (;;) {
      const kept = this.#tokens.get(key);
      if (!kept) break;
      const { value, renewAt } = await kept;
      if (this.#options.timing.now() < renewAt) return { value, fresh: false };
      if (this.#tokens.get(key) === kept) this.#tokens.delete(key);
    }
    const scopes = [...new Set([...permission.scopes, ...(this.#wanted.get(key) ?? [])])];
    const made = this.#make({ challenge, scopes, credential: found?.credential }, identity);
    this.#tokens.set(key, made);
    made.catch(() => this.#tokens.delete(key));
    return { value: (await made).value, fresh: true };
  }

  async #make(request: TokenRequest, identity: Identity): Promise<Kept> {
    const { timing, fetchToken } = this.#options;
    const asked = timing.now();
    const { value, lifetime } = await fetchToken(request, identity);
    return { value, renewAt: asked + 1000 * (lifetime - Math.min(30, lifetime / 4)) };
  }

  #add(permission: Permission, scopes: readonly string[]): boolean {
    const key = keyOf(permission);
    const known = new Set([...permission.scopes, ...(this.#wanted.get(key) ?? [])]);
    const all = known.union(new Set(scopes));
    this.#wanted.set(key, all);
    return all.size > known.size;
  }

  /** Another request may have renewed the token meanwhile: only the one that was refused goes. */
  async #forget(permission: Permission, authorization: string): Promise<void> {
    const key = keyOf(permission);
    const kept = this.#tokens.get(key);
    const value = await kept?.then((token) => token.value).catch(() => undefined);
    if (authorization === `Bearer ${value}` && this.#tokens.get(key) === kept) this.#tokens.delete(key);
  }
}

function directly(challenge: Challenge, credential: Credential | undefined): string | undefined {
  if (credential?.kind === "bearer") return `Bearer ${credential.token}`;
  return challenge.scheme === "basic" && credential?.kind === "password"
    ? basicAuthorization(credential)
    : undefined;
}

function secretsOf(credential: Credential | undefined): readonly string[] {
  if (!credential) return [];
  return credential.kind === "password"
    ? [credential.password, basicAuthorization(credential).slice("Basic ".length)]
    : [credential.token];
}

function keyOf({ repository, scopes }: Permission): string {
  return [repository, ...scopes].join(" ");
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
