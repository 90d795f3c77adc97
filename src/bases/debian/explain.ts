import { didYouMean } from "../../core/nearest.ts";
import { formatClause, type Relation } from "./relation.ts";
import type { DeadEnd, Need, Obstacle } from "./resolver.ts";
import type { Universe } from "./universe.ts";

/** More of a tree than this helps nobody. */
const most = { depth: 5, obstacles: 4 };

/** Why a choice of packages failed, for a person: what was needed, by whom, and what stood against each option. */
export function explain(deadEnd: DeadEnd, universe: Universe): string {
  return linesFor(deadEnd, universe, most.depth).join("\n");
}

function linesFor(deadEnd: DeadEnd, universe: Universe, depth: number): string[] {
  const { need, obstacles } = deadEnd;
  const [first, ...others] = obstacles;
  // The need at the end of a road without forks tells the whole road.
  if (first && "leadsTo" in first && others.length === 0) return linesFor(first.leadsTo, universe, depth);
  const reasons =
    obstacles.length === 0
      ? need.clause.map((relation) => absence(relation, universe))
      : obstacles.slice(0, most.obstacles).flatMap((obstacle) => reasonsFor(obstacle, universe, depth));
  const unsaid = obstacles.length - most.obstacles;
  if (unsaid > 0) reasons.push(`nor does any of ${unsaid} more`);
  return [formatNeed(need), ...reasons.map((line) => `  ${line}`)];
}

function reasonsFor(obstacle: Obstacle, universe: Universe, depth: number): string[] {
  const { label } = obstacle.option;
  if ("against" in obstacle) {
    return [`${label} cannot be beside ${obstacle.against.map((other) => other.label).join(", ")}`];
  }
  if (depth === 0) return [`${label} leads no further`];
  return [`with ${label}:`, ...linesFor(obstacle.leadsTo, universe, depth - 1).map((line) => `  ${line}`)];
}

/** `app was asked for`, or `app 1 → libfoo 2 needs libbar (>= 3)`. */
function formatNeed(need: Need): string {
  const clause = formatClause(need.clause);
  if (need.by === undefined) return `${clause} was asked for`;
  const chain: string[] = [];
  for (let link: Need | undefined = need; link?.by; link = link.because) chain.unshift(link.by.label);
  return `${chain.join(" → ")} needs ${clause}`;
}

function absence(relation: Relation, universe: Universe): string {
  const { name } = relation;
  const there = universe.offering(name).map((candidate) => candidate.label);
  if (there.length > 0) return `only ${there.join(", ")} ${there.length > 1 ? "are" : "is"} there`;
  return `no package is called ${name} or provides it. ${didYouMean(name, universe.names())}`.trim();
}
