import type { Digest } from "../../oci/digest.ts";
import { promotedAt } from "../../workspace/promotion-tag.ts";
import type { Reach } from "./reach.ts";
import type { RetentionRules } from "./retention-rules.ts";
import { matchesTag } from "./tag-pattern.ts";
import type { Version } from "./versions.ts";

/** What the rules say of one version. */
export interface Judgement {
  readonly keep: boolean;
  readonly reason: string;
}

/** What judging looks at besides the version itself. */
export interface Surroundings {
  readonly rules: RetentionRules;
  readonly reach: Reach;
  /** The newest that `last` keeps. */
  readonly newest: ReadonlySet<Digest>;
}

/** One reason to keep wins over any reason to delete. */
export function judge(version: Version, around: Surroundings): Judgement {
  const inUse = deployed(version, around) ?? named(version, around) ?? pulled(version, around);
  const kept = inUse ?? underWay(version, around);
  if (kept !== undefined) return { keep: true, reason: kept };
  const young = youth(version, around);
  if (version.orphan) return orphaned(version, young);
  const wanted = young ?? recent(version, around) ?? untold(version, around);
  if (wanted !== undefined) return { keep: true, reason: wanted };
  return pullRequest(version, around) ?? { keep: false, reason: "no rule keeps it" };
}

/**
 * The newest versions, which `last` keeps, of versions that are sorted. Images without a name and those of pull requests
 * do not count.
 */
export function newestOf(versions: readonly Version[], rules: RetentionRules): ReadonlySet<Digest> {
  const ofRequest = ({ names }: Version) => rules.pullRequests && pullRequestsOf(names).length > 0;
  const counted = versions.filter((version) => version.names.length > 0 && !ofRequest(version));
  return new Set(counted.slice(0, rules.last ?? 0).map(({ manifest }) => manifest.digest));
}

/**
 * The numbers of the pull requests that an image was built for; none where it has other names too. `pr-12` moves with
 * every push; `pr-12-0a1b2c3`, which a workspace's own rules may give, stays where it was put.
 */
function pullRequestsOf(names: readonly string[]): readonly number[] {
  const numbers = names
    .map((name) => /^pr-(\d+)(?:-[0-9a-f]{7,40})?$/.exec(name)?.[1])
    .filter((number) => number !== undefined);
  const commits = names.filter((name) => name.startsWith("sha-"));
  return numbers.length + commits.length === names.length ? numbers.map(Number) : [];
}

/** What is attached may be pushed before what it is about; not knowing its age is no reason to wait for that. */
function orphaned({ manifest }: Version, young: string | undefined): Judgement {
  if (young !== undefined && manifest.created !== undefined) return { keep: true, reason: young };
  return { keep: false, reason: "what it was about is gone" };
}

/** An engine may report the index, the manifest of its platform or, as the id of an image, the config. */
function deployed({ manifest }: Version, { rules, reach }: Surroundings): string | undefined {
  if (rules.deployed.size === 0) return undefined;
  const blobs = reach.parts(manifest.digest).flatMap((part) => part.blobs.map(({ digest }) => digest));
  const names = [...reach.closure([manifest.digest]), ...blobs];
  return names.some((digest) => rules.deployed.has(digest)) ? "is deployed" : undefined;
}

function named({ names }: Version, { rules }: Surroundings): string | undefined {
  for (const name of names) {
    const pattern = rules.tags.find((each) => matchesTag(each, name));
    if (pattern !== undefined) return pattern === name ? `has the tag ${name}` : `${name} fits ${pattern}`;
  }
  return undefined;
}

const anHour = 3_600_000;

/**
 * A push sends platforms and signatures before what leads to them, and GHCR lists them at once. A promotion gives its own
 * tag before that of the environment.
 */
function underWay({ names, manifest }: Version, { rules }: Surroundings): string | undefined {
  const times = names.length === 0 ? [manifest.created] : names.map(promotedAt);
  const isFresh = times.some((time) => time !== undefined && rules.now - time < anHour);
  return isFresh ? "may belong to work that is under way" : undefined;
}

function pulled(version: Version, { rules, reach }: Surroundings): string | undefined {
  const { now, pulledWithin } = rules;
  const last = lastPull(version, reach);
  if (pulledWithin === undefined || last === undefined) return undefined;
  return now - last <= pulledWithin ? `was pulled ${days(now - last)} ago` : undefined;
}

/** Where nobody says that an image is not in use, it may be. */
function untold(version: Version, { rules, reach }: Surroundings): string | undefined {
  const unknown = rules.pulledWithin !== undefined && lastPull(version, reach) === undefined;
  return unknown ? "its last pull is not known" : undefined;
}

/** Of an index or of any of its platforms. */
function lastPull({ manifest }: Version, reach: Reach): number | undefined {
  const times = reach.parts(manifest.digest).map((part) => part.pulled);
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function youth({ manifest }: Version, { rules }: Surroundings): string | undefined {
  const { now, youngerThan } = rules;
  if (youngerThan === undefined) return undefined;
  if (manifest.created === undefined) return "its age is not known";
  return now - manifest.created < youngerThan ? `is ${days(now - manifest.created)} old` : undefined;
}

function recent({ manifest }: Version, { rules, newest }: Surroundings): string | undefined {
  return newest.has(manifest.digest) ? `is one of the newest ${rules.last}` : undefined;
}

function pullRequest({ names, manifest }: Version, { rules }: Surroundings): Judgement | undefined {
  const numbers = pullRequestsOf(names);
  if (!rules.pullRequests || numbers.length === 0) return undefined;
  const { open, after } = rules.pullRequests;
  const which = `pull request ${numbers.join(", ")}`;
  if (open && !numbers.some((number) => open.has(number))) {
    return { keep: false, reason: `${which} is closed` };
  }
  const age = manifest.created === undefined ? 0 : rules.now - manifest.created;
  if (after !== undefined && age >= after) return { keep: false, reason: `${which}: ${days(age)} old` };
  return { keep: true, reason: open ? `${which} is open` : `${which} may be open` };
}

function days(milliseconds: number): string {
  const count = Math.max(0, Math.floor(milliseconds / 86_400_000));
  return count === 1 ? "1 day" : `${count} days`;
}
