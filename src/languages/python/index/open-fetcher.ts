import type { BuildTools } from "../../../plan/builder.ts";
import type { LockedPackage, LockSources } from "../requirements/lock.ts";
import { rankTags } from "../wheel/choose-wheel.ts";
import { compatibleTags } from "../wheel/tags.ts";
import { fetchWheel } from "./fetch-wheel.ts";
import { openSession } from "./session.ts";
import type { WheelTarget } from "./target.ts";
import type { StoredWheel } from "./wheel-record.ts";

/** What fetching works with, and for which image. */
export interface FetcherRequest {
  readonly target: WheelTarget;
  readonly sources: LockSources;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Absolute path of the lock file. */
  readonly lockFile: string;
  readonly tools: BuildTools;
}

/** Brings the wheel of a locked package into the store. */
export type Fetcher = (entry: LockedPackage) => Promise<StoredWheel>;

/** Reads where packages come from on this machine, and makes the fetcher for one target. */
export async function openFetcher(request: FetcherRequest): Promise<Fetcher> {
  const { target, sources, tools } = request;
  const session = await openSession(tools, request);
  const ranks = rankTags(compatibleTags(target));
  return (entry) => fetchWheel({ entry, target, ranks, sources, session });
}
