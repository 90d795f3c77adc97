import type { LayerSpec } from "../layers/spec.ts";
import type { ImageFacts } from "./facts.ts";

/** What a base or a language adds to an image on one platform. */
export interface Contribution {
  /** Lowest first. */
  readonly layers: readonly LayerSpec[];
  readonly config: ConfigChange;
  /** Of the image with these layers on it; replaces what the base said, fact by fact. */
  readonly facts: ImageFacts;
}

/** Changes to an image config; what is absent stays as the base has it, `env` and `labels` are merged by name. */
export interface ConfigChange {
  readonly entrypoint?: readonly string[] | undefined;
  readonly cmd?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly user?: string | undefined;
  readonly workdir?: string | undefined;
  readonly ports?: readonly number[] | undefined;
  readonly stopSignal?: string | undefined;
  readonly healthcheck?: HealthConfig | undefined;
}

/** Docker's extension of the config. Durations in nanoseconds. Source: moby, image/spec/specs-go/v1, HealthcheckConfig. */
export interface HealthConfig {
  /** `["CMD", program, ...arguments]`. */
  readonly test: readonly string[];
  readonly interval?: number | undefined;
  readonly timeout?: number | undefined;
  readonly startPeriod?: number | undefined;
  readonly retries?: number | undefined;
}
