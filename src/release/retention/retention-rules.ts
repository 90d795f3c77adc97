import type { Digest } from "../../oci/digest.ts";

/** Rules, with everything known that they ask for. Durations in milliseconds. */
export interface RetentionRules {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly last?: number | undefined;
  readonly youngerThan?: number | undefined;
  readonly tags: readonly string[];
  readonly deployed: ReadonlySet<Digest>;
  readonly pulledWithin?: number | undefined;
  readonly pullRequests?: PullRequestLife | undefined;
}

/** When images of pull requests go. */
export interface PullRequestLife {
  /** Numbers of the open ones; absent where that is not known or does not matter. */
  readonly open?: ReadonlySet<number> | undefined;
  readonly after?: number | undefined;
}
