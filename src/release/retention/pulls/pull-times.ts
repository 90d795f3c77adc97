import type { Digest } from "../../../oci/digest.ts";
import type { RepositoryName } from "../../../oci/reference.ts";

/**
 * When manifests of one repository were last pulled, in milliseconds since 1970, by digest, and by tag where the registry
 * names that. 0 where nobody pulled it; what the registry does not list is absent.
 */
export type PullTimes = ReadonlyMap<string, number>;

/** Reads the pull times of a repository; nothing where its registry tells none. */
export type PullLog = (repository: RepositoryName) => Promise<PullTimes | undefined>;

/** One line of a registry's list: a digest or tag, and the time as the registry writes it. */
export type Listed = readonly [name: string | undefined, time: string | null | undefined];

/**
 * The latest time of each name. Nothing where all of them say "never": then the registry is more likely set up not to
 * note pulls than that nobody ever pulled anything.
 */
export function pullTimes(lists: readonly Listed[]): PullTimes | undefined {
  const times = new Map<string, number>();
  for (const [name, text] of lists) {
    if (name !== undefined) times.set(name, Math.max(times.get(name) ?? 0, timeOf(text)));
  }
  return [...times.values()].some((time) => time > 0) ? times : undefined;
}

/** Harbor writes the year 1 for never, Docker Hub null. */
function timeOf(text: string | null | undefined): number {
  const time = Date.parse(text ?? "");
  return time > 0 ? time : 0;
}

/** The last pull of a manifest, by its digest or one of its tags. */
export function lastPullOf(
  times: PullTimes | undefined,
  digest: Digest,
  tags: readonly string[],
): number | undefined {
  const known = [digest, ...tags].map((name) => times?.get(name)).filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
