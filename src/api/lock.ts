import { join } from "node:path";
import type { PackageRequest } from "../bases/debian/package-request.ts";
import { describeLockChanges, formatLockChange } from "../bases/lock/lock-changes.ts";
import { type LockFile, lockFileName } from "../bases/lock/lock-file.ts";
import { isLocked } from "../bases/lock/locked-base.ts";
import { findRecipe } from "../bases/recipes/recipe.ts";
import { type ImageRequest, isImageLocked } from "../bases/registry/locked-image.ts";
import { CooperError } from "../core/error.ts";
import { formatPlatform } from "../oci/platform.ts";
import { formatReference, parseReference } from "../oci/reference.ts";
import { pullTools } from "./pull-tools.ts";
import { requestOf } from "./recipe-base.ts";
import type { Session } from "./session.ts";

/** What of the lock file to make anew. */
export interface LockRequest {
  /** Whether to choose anew what is locked already. */
  readonly update: boolean;
  /** Only these recipes and images of registries; all where there are none. */
  readonly bases: readonly string[];
}

/** Locks every base in use, Debian's packages and images of registries, and returns what moved, a line each. */
export async function updateLock(
  session: Session,
  { update, bases }: LockRequest,
): Promise<readonly string[]> {
  const [{ lockBases }, { lockImages }, { findArchives }, { writeLock }] = await Promise.all([
    import("../bases/debian/lock-bases.ts"),
    import("../bases/registry/lock-images.ts"),
    import("../bases/debian/archives.ts"),
    import("../bases/lock/stored-lock.ts"),
  ]);
  const old = await session.lock();
  const images = imageRequests(session);
  const names = images.map(({ reference }) => formatReference(reference));
  const named = bases.map((text) => fullName(text)).filter((name) => names.includes(name));
  const recipes = bases.filter((text) => !names.includes(fullName(text)));
  const ids = recipes.map((name) => findRecipe(name, session.families).family.id);
  const locked = await lockBases(requests(session), old, {
    update: update && bases.length > 0 ? ids : update,
    tools: { ...session.tools, archives: await findArchives({ env: session.env }) },
  });
  const next = {
    ...locked,
    images: await lockImages(images, old, {
      update: (name) => update && (bases.length === 0 || named.includes(name)),
      tools: { ...pullTools(session), progress: session.tools.progress },
    }),
  };
  await writeLock(session.workspace.root, next);
  return describeLockChanges(old, next).map(formatLockChange);
}

/**
 * Fails with `LOCK_OUTDATED` where the lock file lacks a base, has one too many, has one for another recipe, or is not as
 * cooper wrote it. Needs no network.
 */
export async function checkLock(session: Session): Promise<void> {
  const { isAsWritten } = await import("../bases/lock/stored-lock.ts");
  const { root } = session.workspace;
  const lock = await session.lock();
  const faults = misfits(session, lock);
  if (faults.length === 0 && lock && !(await isAsWritten(root, lock)))
    faults.push("it is not as cooper writes it");
  if (faults.length === 0) return;
  throw new CooperError(`the lock file is out of date: ${faults.join("; ")}`, {
    code: "LOCK_OUTDATED",
    where: join(root, lockFileName),
    hint: "Run `cooper lock` and commit cooper.lock.",
  });
}

function misfits(session: Session, lock: LockFile | undefined): string[] {
  const wanted = requests(session);
  const images = imageRequests(session);
  const stale = [
    ...wanted.filter((request) => !isLocked(lock, request)).map(({ id }) => id),
    ...images.filter((request) => !isImageLocked(lock, request)).map(nameOf),
  ];
  const used = [...wanted.map(({ id }) => id), ...images.map(nameOf)];
  const there = [...(lock?.bases.keys() ?? []), ...(lock?.images.keys() ?? [])];
  const unused = there.filter((id) => !used.includes(id));
  return [
    ...(stale.length > 0 ? [`it does not fit ${stale.join(", ")}`] : []),
    ...(unused.length > 0 ? [`nothing uses ${unused.join(", ")}`] : []),
  ];
}

/** Every image of a registry that is a base, with all platforms of what stands on it. */
function imageRequests(session: Session): readonly ImageRequest[] {
  const uses = session.targets.flatMap(({ base, platforms }) =>
    base.from === "registry" ? [{ reference: base.reference, platforms }] : [],
  );
  const groups = Map.groupBy(uses, nameOf);
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => merge(group));
}

function merge(group: readonly ImageRequest[]): ImageRequest {
  const all = group
    .flatMap(({ platforms }) => platforms)
    .map((platform) => [formatPlatform(platform), platform] as const);
  const platforms = [...new Map(all)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, platform]) => platform);
  return { ...(group[0] as ImageRequest), platforms };
}

function nameOf({ reference }: ImageRequest): string {
  return formatReference(reference);
}

/** What a person calls an image, as the lock file calls it; anything else stays as it is. */
function fullName(text: string): string {
  return /[/:@]/.test(text) ? formatReference(parseReference(text, { defaultTag: true })) : text;
}

/** What every recipe in use asks for; variants of one family ask for the same. */
function requests({ targets, families }: Session): readonly PackageRequest[] {
  const recipes = targets.flatMap(({ base }) => (base.from === "recipe" ? [base.recipe] : []));
  const used = new Map(recipes.map((name) => findRecipe(name, families).family).map((f) => [f.id, f]));
  return [...used.values()].map(requestOf).sort((a, b) => (a.id < b.id ? -1 : 1));
}
