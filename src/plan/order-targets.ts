import { UsageError } from "../core/error.ts";
import { placeInDefinition } from "../workspace/field-place.ts";
import { formatLabel } from "../workspace/label.ts";
import type { Target } from "./target.ts";

/** Targets by label. */
export function byLabel(targets: readonly Target[]): ReadonlyMap<string, Target> {
  return new Map(targets.map((target) => [formatLabel(target.label), target]));
}

/** The target that another stands on, where it stands on one. */
export function baseTargetOf({ base }: Target, all: ReadonlyMap<string, Target>): Target | undefined {
  return base.from === "target" ? all.get(formatLabel(base.label)) : undefined;
}

/** Bases before what stands on them, else in the order given. Throws `BASE_CYCLE` with the chain. */
export function orderTargets(targets: readonly Target[]): readonly Target[] {
  const all = byLabel(targets);
  const ordered = new Set<Target>();
  const visit = (target: Target, chain: readonly Target[]) => {
    if (chain.includes(target)) throw cycle([...chain.slice(chain.indexOf(target)), target]);
    const base = baseTargetOf(target, all);
    if (base && !ordered.has(base)) visit(base, [...chain, target]);
    ordered.add(target);
  };
  for (const target of targets) visit(target, []);
  return [...ordered];
}

function cycle(chain: readonly Target[]): UsageError {
  const [first] = chain;
  return new UsageError(
    `images stand on each other: ${chain.map(({ label }) => formatLabel(label)).join(" → ")}`,
    {
      code: "BASE_CYCLE",
      where: first && placeInDefinition(first.definition, "base"),
      hint: "Give one of them a recipe as its base.",
    },
  );
}
