import { join } from "node:path";
import type { PackageRequest } from "../bases/debian/package-request.ts";
import { describeLockChanges, formatLockChange } from "../bases/lock/lock-changes.ts";
import { lockFileName } from "../bases/lock/lock-file.ts";
import { isLocked } from "../bases/lock/locked-base.ts";
import { findRecipe } from "../bases/recipes/recipe.ts";
import { CooperError } from "../core/error.ts";
import { requestOf } from "./recipe-base.ts";
import type { Session } from "./session.ts";

/** What of the lock file to make anew. */
export interface LockRequest {
  /** Whether to choose anew what is locked already. */
  readonly update: boolean;
  /** Only these recipes; all where there are none. */
  readonly bases: readonly string[];
}

/** Locks the Debian packages of every base in use and returns what moved, a line a package. */
export async function updateLock(
  session: Session,
  { update, bases }: LockRequest,
): Promise<readonly string[]> {
  const [{ lockBases }, { findArchives }, { writeLock }] = await Promise.all([
    import("../bases/debian/lock-bases.ts"),
    import("../bases/debian/archives.ts"),
    import("../bases/lock/stored-lock.ts"),
  ]);
  const old = await session.lock();
  const ids = bases.map((name) => findRecipe(name, session.families).family.id);
  const next = await lockBases(requests(session), old, {
    update: update && ids.length > 0 ? ids : update,
    tools: { ...session.tools, archives: await findArchives({ env: session.env }) },
  });
  await writeLock(session.workspace.root, next);
  return describeLockChanges(old, next).map(formatLockChange);
}

/** Fails with `LOCK_OUTDATED` where the lock file lacks a base, has one too many, or has one for another recipe. */
export async function checkLock(session: Session): Promise<void> {
  const lock = await session.lock();
  const wanted = requests(session);
  const stale = wanted.filter((request) => !isLocked(lock, request)).map(({ id }) => id);
  const unused = [...(lock?.bases.keys() ?? [])].filter((id) => !wanted.some((request) => request.id === id));
  if (stale.length === 0 && unused.length === 0) return;
  const parts = [
    ...(stale.length > 0 ? [`it does not fit ${stale.join(", ")}`] : []),
    ...(unused.length > 0 ? [`nothing uses ${unused.join(", ")}`] : []),
  ];
  throw new CooperError(`the lock file is out of date: ${parts.join("; ")}`, {
    code: "LOCK_OUTDATED",
    where: join(session.workspace.root, lockFileName),
    hint: "Run `cooper lock` and commit cooper.lock.",
  });
}

/** What every recipe in use asks for; variants of one family ask for the same. */
function requests({ targets, families }: Session): readonly PackageRequest[] {
  const recipes = targets.flatMap(({ base }) => (base.from === "recipe" ? [base.recipe] : []));
  const used = new Map(recipes.map((name) => findRecipe(name, families).family).map((f) => [f.id, f]));
  return [...used.values()].map(requestOf).sort((a, b) => (a.id < b.id ? -1 : 1));
}
