import { UsageError } from "../../core/error.ts";
import { didYouMean } from "../../core/nearest.ts";
import type { LockedBase, LockFile } from "../lock/lock-file.ts";
import { isLocked } from "../lock/locked-base.ts";
import type { DebianTools } from "./debian-tools.ts";
import { lockRelease } from "./lock-release.ts";
import type { PackageRequest } from "./package-request.ts";

/** How far to go beyond what is locked. */
export interface LockOptions {
  /** Which bases to choose anew though their requests are as they were: all, none, or those with these ids. */
  readonly update: boolean | readonly string[];
  readonly tools: DebianTools;
}

/**
 * The lock file for these requests. What is locked stays as it is where its request has not changed and no update is
 * wanted, without a look at the network; bases that nobody requests any more go. Fails with `UNRESOLVABLE`,
 * `UNKNOWN_BASE`, and as fetching does.
 */
export async function lockBases(
  requests: readonly PackageRequest[],
  old: LockFile | undefined,
  { update, tools }: LockOptions,
): Promise<LockFile> {
  checkIds(update, requests);
  const stays = (request: PackageRequest) => isLocked(old, request) && !isIn(update, request.id);
  const bases = new Map<string, LockedBase>();
  for (const { id } of requests.filter(stays)) {
    const base = old?.bases.get(id);
    if (base) bases.set(id, base);
  }
  const open = requests.filter((request) => !stays(request));
  for (const [release, group] of Map.groupBy(open, (request) => request.release)) {
    for (const [id, base] of await lockRelease(release, group, tools)) bases.set(id, base);
  }
  return { bases, images: old?.images ?? new Map() };
}

function isIn(update: LockOptions["update"], id: string): boolean {
  return typeof update === "boolean" ? update : update.includes(id);
}

function checkIds(update: LockOptions["update"], requests: readonly PackageRequest[]): void {
  if (typeof update === "boolean") return;
  const ids = requests.map(({ id }) => id);
  const unknown = update.find((id) => !ids.includes(id));
  if (unknown === undefined) return;
  throw new UsageError(`no image of this workspace stands on ${unknown}`, {
    code: "UNKNOWN_BASE",
    hint: `${didYouMean(unknown, ids)} The bases are: ${ids.join(", ")}.`.trim(),
  });
}
