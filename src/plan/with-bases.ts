import { baseTargetOf, byLabel } from "./order-targets.ts";
import type { Target } from "./target.ts";

/** Some targets and all that they stand on, in the order of `all`: bases first. */
export function withBases(some: Iterable<Target>, all: readonly Target[]): readonly Target[] {
  const labels = byLabel(all);
  const wanted = new Set<Target>();
  for (const target of some) {
    for (let one: Target | undefined = target; one; one = baseTargetOf(one, labels)) wanted.add(one);
  }
  return all.filter((target) => wanted.has(target));
}
