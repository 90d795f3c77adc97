import type { Candidate } from "./candidate.ts";
import type { Clause } from "./relation.ts";
import { Selection } from "./selection.ts";
import type { Universe } from "./universe.ts";

/** What has to be met, and who wants it: a chosen package, or the request itself. */
export interface Need {
  readonly clause: Clause;
  readonly by?: Candidate | undefined;
  /** The need that `by` was chosen for. */
  readonly because?: Need | undefined;
}

/** Why no choice meets a need. */
export interface DeadEnd {
  readonly need: Need;
  readonly obstacles: readonly Obstacle[];
  /** The chosen packages without which it would not have come to this. */
  readonly culprits: ReadonlySet<Candidate>;
}

/** Why one option for a need is out: what it cannot be beside, or where choosing it led. */
export type Obstacle =
  | { readonly option: Candidate; readonly against: readonly Candidate[] }
  | { readonly option: Candidate; readonly leadsTo: DeadEnd };

/** The chosen packages in the order of choice, or why there is no such choice. */
export type Resolution =
  | { readonly packages: readonly Candidate[] }
  | { readonly packages?: undefined; readonly deadEnd: DeadEnd };

/** What a resolution has to give. */
export interface Wanted {
  /** Names of packages, real or virtual. */
  readonly packages: readonly string[];
  /** Names that count as there in any version, without being there, and for which package: {@link anyone}, or one. */
  readonly without: ReadonlyMap<string, string>;
}

/** Stands for every package that needs what is left out; no package has such a name. */
export const anyone = "*";

/**
 * Chooses packages such that all that is wanted and all they depend on is there, and nothing excludes anything else.
 * Finds such a choice where there is one. What has one option left is chosen first, then needs in the order in which
 * they arose, alternatives in the order in which they are written. A dead end goes back to the last choice that had a
 * part in it (conflict-directed backjumping).
 */
export function resolve(universe: Universe, wanted: Wanted): Resolution {
  const search = new Search(universe, wanted.without);
  const needs = wanted.packages.map((name): Need => ({ clause: [{ name }] }));
  const deadEnd = search.extend(needs);
  return deadEnd ? { deadEnd } : { packages: [...search.selection.chosen] };
}

class Search {
  readonly selection = new Selection();
  readonly #universe: Universe;
  readonly #without: Wanted["without"];
  readonly #options = new Map<Clause, readonly Candidate[]>();

  constructor(universe: Universe, without: Wanted["without"]) {
    this.#universe = universe;
    this.#without = without;
  }

  /** Meets all needs, leaving the choice in the selection; or says why not, leaving the selection as it was. */
  extend(needs: readonly Need[]): DeadEnd | undefined {
    const open = needs.filter(({ clause }) => !this.selection.meets(clause));
    const need = this.#mostPressing(open);
    if (need === undefined) return undefined;
    const culprits = new Set(need.by ? [need.by] : []);
    const obstacles: Obstacle[] = [];
    for (const option of this.#optionsOf(need)) {
      const against = this.selection.against(option);
      const obstacle = against.length > 0 ? { option, against } : this.#choose(option, { need, open });
      if (obstacle === undefined) return undefined;
      if ("leadsTo" in obstacle && !obstacle.leadsTo.culprits.has(option)) return obstacle.leadsTo;
      obstacles.push(obstacle);
      const guilty = "leadsTo" in obstacle ? obstacle.leadsTo.culprits : against;
      for (const culprit of guilty) if (culprit !== option) culprits.add(culprit);
    }
    return { need, obstacles, culprits };
  }

  #choose(option: Candidate, { need, open }: { need: Need; open: readonly Need[] }): Obstacle | undefined {
    this.selection.add(option);
    const added = option.depends
      .map((clause): Need => ({ clause, by: option, because: need }))
      .filter((dependency) => !this.#isLeftOut(dependency));
    const leadsTo = this.extend([...open, ...added]);
    if (leadsTo === undefined) return undefined;
    this.selection.remove(option);
    return { option, leadsTo };
  }

  /** A need with at most one option left decides itself. */
  #mostPressing(open: readonly Need[]): Need | undefined {
    return open.find((need) => this.#viable(need) <= 1) ?? open[0];
  }

  #viable(need: Need): number {
    return this.#optionsOf(need).filter((option) => this.selection.against(option).length === 0).length;
  }

  #optionsOf({ clause }: Need): readonly Candidate[] {
    const options = this.#options.get(clause) ?? this.#universe.options(clause);
    this.#options.set(clause, options);
    return options;
  }

  /** What is left out meets a clause under its own name and under those that it provides. */
  #isLeftOut(need: Need): boolean {
    return [...need.clause, ...this.#optionsOf(need)].some(({ name }) => {
      const whose = this.#without.get(name);
      return whose === anyone || (whose !== undefined && whose === need.by?.name);
    });
  }
}
