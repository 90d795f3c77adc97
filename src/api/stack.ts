import type { ImageTools } from "../bases/image/package-shelf.ts";
import { planBase } from "../bases/image/plan-base.ts";
import type { LockedPackage } from "../bases/lock/lock-file.ts";
import { lockedImage } from "../bases/registry/locked-image.ts";
import type { Platform } from "../oci/platform.ts";
import type { Reference } from "../oci/reference.ts";
import type { Contribution } from "../plan/contribution.ts";
import { needsProbe } from "../plan/healthcheck.ts";
import { baseTargetOf, byLabel } from "../plan/order-targets.ts";
import { ownConfig } from "../plan/own-config.ts";
import { probeLayer } from "../plan/probe-layer.ts";
import type { Target } from "../plan/target.ts";
import { builderOf } from "./builders.ts";
import { pullTools } from "./pull-tools.ts";
import { lockedRecipe } from "./recipe-base.ts";
import type { Session } from "./session.ts";

/**
 * All that an image consists of on one platform, lowest first: its base, the health probe, what its language adds, and
 * what its definition says itself. The application comes last, since engines fetch again what lies above a change.
 */
export async function stackOf(
  session: Session,
  target: Target,
  platform: Platform,
): Promise<readonly Contribution[]> {
  const lower = await baseOf(session, target, platform);
  const facts = lower.at(-1)?.facts ?? {};
  const { tools } = session;
  const language = await builderOf(target.definition.kind).plan({ target, platform, base: facts, tools });
  const probe = needsProbe(target.definition) && !hasProbe(lower, platform) ? [probeLayer(platform)] : [];
  return [
    ...lower,
    { layers: probe, config: {}, facts },
    language,
    { layers: [], config: ownConfig(target), facts: language.facts },
  ];
}

async function baseOf(
  session: Session,
  target: Target,
  platform: Platform,
): Promise<readonly Contribution[]> {
  const lower = baseTargetOf(target, byLabel(session.targets));
  if (lower) return stackOf(session, lower, platform);
  if (target.base.from === "registry") return [await registryBase(session, target.base.reference, platform)];
  if (target.base.from === "target")
    throw new TypeError(`${target.name} stands on no target of the workspace`);
  const { recipe, locked } = await lockedRecipe(session, target.base.recipe);
  const tools = { ...session.tools, fetch: packageFetcher(session) };
  return [planBase({ recipe, locked, platform, tools })];
}

async function registryBase(
  session: Session,
  reference: Reference,
  platform: Platform,
): Promise<Contribution> {
  const { planRegistryBase } = await import("../bases/registry/plan-registry-base.ts");
  const locked = lockedImage(await session.lock(), reference, platform);
  return planRegistryBase({ reference, locked }, pullTools(session));
}

/** What it takes to fetch is loaded with the first package that the store lacks. */
function packageFetcher({ env, tools }: Session): ImageTools["fetch"] {
  let ready: Promise<(locked: LockedPackage) => Promise<void>> | undefined;
  const prepare = async () => {
    const [{ findArchives }, { fetchPackage }] = await Promise.all([
      import("../bases/debian/archives.ts"),
      import("../bases/debian/fetch-package.ts"),
    ]);
    const archives = await findArchives({ env });
    return (locked: LockedPackage) => fetchPackage(locked, { ...tools, archives });
  };
  return async (locked) => {
    if ((await tools.blobs.size(locked.sha256)) !== undefined) return;
    ready ??= prepare();
    await (await ready)(locked);
  };
}

function hasProbe(lower: readonly Contribution[], platform: Platform): boolean {
  const { key } = probeLayer(platform);
  return lower.some(({ layers }) => layers.some((layer) => layer.key === key));
}
