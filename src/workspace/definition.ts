/** Where in a configuration file something was written. */
export interface SourceLocation {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/**
 * What a macro such as `pyImage` returns and an `image.ts` exports: a kind and its fields, nothing resolved yet.
 * The fields were validated by the schema of the kind when the macro was called.
 */
export interface Definition {
  /** Which builder understands it: `python`, later `go`, `rust`, `java`, `node`, `dockerfile`. */
  readonly kind: string;
  readonly fields: CommonFields & Readonly<Record<string, unknown>>;
  /** Where the macro was called. */
  readonly at: SourceLocation;
}

/** Fields that images of every kind have. */
export interface CommonFields {
  /** Also the name of the image: lower case letters, digits, `.`, `_`, `-`. */
  readonly name: string;
  /** A recipe (`distroless_python_nonroot`), a target (`//libs/base`, or its name) or an image reference. */
  readonly base?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** TCP ports the service listens on. */
  readonly ports?: readonly number[] | undefined;
  readonly healthcheck?: Healthcheck | undefined;
  /** The most an image may weigh unpacked, such as `100MB`; a build that is over it fails. */
  readonly budget?: string | undefined;
  /** Instead of the workspace's platforms. */
  readonly platforms?: readonly string[] | undefined;
  /** `uid` or `uid:gid`, numeric. */
  readonly user?: string | undefined;
  readonly workdir?: string | undefined;
  /** Instead of the entrypoint the builder would choose. */
  readonly entrypoint?: readonly string[] | undefined;
  /** Arguments after the entrypoint, which `docker run IMAGE ARGS` replaces. */
  readonly args?: readonly string[] | undefined;
}

/** How the engine learns that a service is well. Durations are written `30s`, `1m30s`, `500ms`. */
export type Healthcheck = HealthProbe & {
  readonly interval?: string | undefined;
  readonly timeout?: string | undefined;
  readonly startPeriod?: string | undefined;
  /** Failures in a row until the container counts as unhealthy. */
  readonly retries?: number | undefined;
};

/** How one check asks. */
export type HealthProbe =
  /** GET this path; well where the status is 2xx or 3xx. `port` defaults to the only one of `ports`. */
  | { readonly http: string; readonly port?: number | undefined }
  /** Well where something accepts a connection on this port. */
  | { readonly tcp: number }
  /** Well where this program ends with status 0. */
  | { readonly command: readonly string[] };
