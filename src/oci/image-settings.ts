/**
 * How an image runs, in the words of a definition. Also a change to that, where absent
 * properties stay as they are below, and `env` and `labels` are merged by name.
 */
export interface ImageSettings {
  readonly entrypoint?: readonly string[] | undefined;
  readonly cmd?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly user?: string | undefined;
  readonly workdir?: string | undefined;
  /** A number is a TCP port; a text says its protocol: `53/udp`. */
  readonly ports?: readonly (number | string)[] | undefined;
  readonly volumes?: readonly string[] | undefined;
  readonly stopSignal?: string | undefined;
  readonly healthcheck?: HealthcheckSettings | undefined;
}

/** Durations in nanoseconds. */
export interface HealthcheckSettings {
  /** `["CMD", program, ...arguments]`, or `["NONE"]` where the check of the base must not run. */
  readonly test: readonly string[];
  readonly interval?: number | undefined;
  readonly timeout?: number | undefined;
  readonly startPeriod?: number | undefined;
  readonly retries?: number | undefined;
}
