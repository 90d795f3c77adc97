/** What proves who we are to one registry. */
export type Credential =
  | { readonly kind: "password"; readonly username: string; readonly password: string }
  /** A refresh token, exchanged for access tokens. Source: distribution, docs/spec/auth/oauth.md. */
  | { readonly kind: "identity"; readonly token: string }
  /** Sent as it is, as a Bearer token. */
  | { readonly kind: "bearer"; readonly token: string };

/** A credential and where it was found: a file, a helper, a variable. */
export interface FoundCredential {
  readonly credential: Credential;
  /** Fit for an error message, such as `~/.docker/config.json`. */
  readonly source: string;
}

/** Whoever knows logins. */
export interface CredentialStore {
  /** The login for a repository: the one with the longest matching path. Nothing where there is none. */
  find(registry: string, repository: string): Promise<FoundCredential | undefined>;
}
