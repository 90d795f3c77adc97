import { existsSync } from "node:fs";
import { dirname, sep } from "node:path";
import { formatLabel } from "../workspace/label.ts";
import type { Workspace } from "../workspace/load-workspace.ts";
import { baseTargetOf, byLabel } from "./order-targets.ts";
import type { Base, Target } from "./target.ts";

/** The workspace that changed. */
export interface AffectedContext {
  readonly workspace: Workspace;
  /** All targets, bases first. */
  readonly targets: readonly Target[];
  /** Absolute path of `cooper.lock`. */
  readonly lockFile: string;
  /** Whether the part of the lock file that a base is locked in changed; by default every part counts as changed. */
  readonly lockChanged?: ((base: Base) => boolean) | undefined;
  /** The workspace files that decide a target's bytes: `LanguageBuilder.inputs`. */
  readonly inputs: (target: Target) => Promise<readonly string[]>;
}

/**
 * The targets that changed files may have changed, in order: those whose folder, inputs or `image.ts` with its imports
 * they belong to, and what stands on these. A change of the workspace's configuration concerns all.
 */
export async function affectedTargets(
  changed: readonly string[],
  context: AffectedContext,
): Promise<readonly Target[]> {
  const { workspace, targets } = context;
  if (changed.some((file) => workspace.configFiles.includes(file))) return targets;
  const all = byLabel(targets);
  const definitions = new Map(workspace.targets.map(({ label, files }) => [formatLabel(label), files]));
  const affected = new Set<Target>();
  for (const target of targets) {
    const base = baseTargetOf(target, all);
    const files = definitions.get(formatLabel(target.label)) ?? [];
    if ((base && affected.has(base)) || (await concerns(changed, target, files, context)))
      affected.add(target);
  }
  return targets.filter((target) => affected.has(target));
}

async function concerns(
  changed: readonly string[],
  target: Target,
  definition: readonly string[],
  context: AffectedContext,
): Promise<boolean> {
  if (changed.some((file) => file.startsWith(target.directory + sep))) return true;
  if (changed.includes(context.lockFile) && isRelocked(target, context)) return true;
  if (changed.length === 0) return false;
  const inputs = [...definition, ...(await context.inputs(target))];
  const files = new Set(inputs);
  const folders = new Set(inputs.map(dirname));
  return changed.some((file) => files.has(file) || (folders.has(dirname(file)) && !existsSync(file)));
}

function isRelocked({ base }: Target, { lockChanged = () => true }: AffectedContext): boolean {
  return base.from !== "target" && lockChanged(base);
}
