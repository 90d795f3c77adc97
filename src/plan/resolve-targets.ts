import { parseSize } from "../core/bytesize.ts";
import { UsageError } from "../core/error.ts";
import {
  formatPlatform,
  hostPlatform,
  type Platform,
  parsePlatform,
  samePlatform,
  uniquePlatforms,
} from "../oci/platform.ts";
import type { Definition } from "../workspace/definition.ts";
import { placeInDefinition } from "../workspace/field-place.ts";
import { formatLabel } from "../workspace/label.ts";
import type { DefinedTarget, Workspace } from "../workspace/load-workspace.ts";
import type { WorkspaceConfig } from "../workspace/workspace-config.ts";
import { healthConfig } from "./healthcheck.ts";
import { baseTargetOf, byLabel, orderTargets } from "./order-targets.ts";
import type { RecipeNames } from "./recipe-names.ts";
import { resolveBase } from "./resolve-base.ts";
import type { Target } from "./target.ts";

/** What resolving must know besides the workspace. */
export interface ResolveContext {
  readonly recipes: RecipeNames;
  /** The base of images of a kind that name none. */
  readonly defaultBase: (kind: string) => string;
  /** Seconds since 1970 by absolute folder: see `commitTimes`. Where a folder has none, 0. */
  readonly times: ReadonlyMap<string, number>;
  /** Where neither the image nor the workspace names platforms; the machine's own by default. */
  readonly platform?: Platform | undefined;
}

/**
 * Every image of a workspace with all defaults filled in, bases before what stands on them. Throws `UNKNOWN_BASE`,
 * `BASE_CYCLE`, `PLATFORM_NOT_OFFERED`, `HEALTHCHECK_PORT` and what parsing labels and references throws, each with the
 * file and line.
 */
export function resolveTargets(workspace: Workspace, context: ResolveContext): readonly Target[] {
  const targets = workspace.targets.map((defined) => resolveTarget(defined, workspace, context));
  const ordered = orderTargets(targets);
  checkPlatforms(ordered);
  return ordered;
}

function resolveTarget(defined: DefinedTarget, workspace: Workspace, context: ResolveContext): Target {
  const { label, directory } = defined;
  const definition = withDefaults(defined.definition, workspace.config);
  const { name, base, budget, platforms = workspace.config.platforms } = definition.fields;
  healthConfig(definition);
  return {
    label,
    name,
    directory,
    definition,
    base: resolveBase(base ?? context.defaultBase(definition.kind), {
      recipes: context.recipes,
      targets: workspace.targets,
      folder: label.folder,
      where: () => placeInDefinition(definition, "base"),
    }),
    platforms: uniquePlatforms(platforms?.map(parsePlatform) ?? [context.platform ?? hostPlatform()]),
    time: context.times.get(directory) ?? 0,
    ...(budget === undefined ? {} : { budget: parseSize(budget) }),
  };
}

function withDefaults(definition: Definition, { defaults = {} }: WorkspaceConfig): Definition {
  const { fields } = definition;
  const env = { ...defaults.env, ...fields.env };
  const labels = { ...defaults.labels, ...fields.labels };
  return { ...definition, fields: { ...defaults, ...fields, env, labels } };
}

/** An image exists for a platform only where the image below it does. */
function checkPlatforms(targets: readonly Target[]): void {
  const all = byLabel(targets);
  for (const target of targets) {
    const base = baseTargetOf(target, all);
    const missing = base && target.platforms.find((one) => !base.platforms.some((p) => samePlatform(p, one)));
    if (base && missing) throw notOffered(target, base, missing);
  }
}

function notOffered(target: Target, base: Target, platform: Platform): UsageError {
  const [above, below] = [formatLabel(target.label), formatLabel(base.label)];
  return new UsageError(`${above} is for ${formatPlatform(platform)}, which its base ${below} is not`, {
    code: "PLATFORM_NOT_OFFERED",
    where: placeInDefinition(target.definition, "platforms"),
    hint: `Add the platform to ${below}, or take it from ${above}.`,
  });
}
