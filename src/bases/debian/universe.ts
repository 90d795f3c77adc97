import type { BinaryPackage } from "./binary-package.ts";
import { Candidate } from "./candidate.ts";
import { type Clause, parseRelations } from "./relation.ts";
import { compareVersions } from "./version.ts";

/**
 * The packages to choose from for one architecture: of each name the newest version among all suites. Others are never
 * fallen back to, so that a security update is not undone without anybody asking for it.
 */
export class Universe {
  readonly architecture: string;
  readonly #best = new Map<string, BinaryPackage>();
  readonly #candidates = new Map<BinaryPackage, Candidate>();
  #providers: Map<string, BinaryPackage[]> | undefined;

  constructor(architecture: string) {
    this.architecture = architecture;
  }

  /** Packages of other architectures are left out. */
  add(found: BinaryPackage): void {
    if (found.architecture !== this.architecture && found.architecture !== "all") return;
    const other = this.#best.get(found.name);
    if (other === undefined || compareVersions(found.version, other.version) > 0) {
      this.#best.set(found.name, found);
    }
    this.#providers = undefined;
  }

  /** All that have or provide this name: the real package first, then by priority, then by name. */
  offering(name: string): readonly Candidate[] {
    const own = this.#best.get(name);
    const providers = this.#providersOf(name).filter((found) => found !== own);
    return [...(own ? [own] : []), ...providers].map((found) => this.#candidate(found));
  }

  /** Every name that is there. */
  names(): Iterable<string> {
    return this.#best.keys();
  }

  /** What may meet a clause, the best first. */
  options(clause: Clause): Candidate[] {
    const found = clause.flatMap((relation) =>
      this.offering(relation.name).filter((candidate) => candidate.answers(relation)),
    );
    return [...new Set(found)];
  }

  /** One for each package: few of the tens of thousands are ever looked at. */
  #candidate(found: BinaryPackage): Candidate {
    const candidate = this.#candidates.get(found) ?? new Candidate(found, this.architecture);
    this.#candidates.set(found, candidate);
    return candidate;
  }

  #providersOf(name: string): readonly BinaryPackage[] {
    this.#providers ??= providersIn(this.#best.values(), this.architecture);
    return this.#providers.get(name) ?? [];
  }
}

function providersIn(packages: Iterable<BinaryPackage>, architecture: string): Map<string, BinaryPackage[]> {
  const providers = new Map<string, BinaryPackage[]>();
  for (const found of packages) {
    const names = parseRelations(found.provides, architecture).flatMap((clause) =>
      clause.map(({ name }) => name),
    );
    for (const name of new Set(names)) {
      const list = providers.get(name);
      if (list) list.push(found);
      else providers.set(name, [found]);
    }
  }
  for (const list of providers.values()) list.sort(compareProviders);
  return providers;
}

const priorities = ["required", "important", "standard", "optional", "extra"];

function compareProviders(a: BinaryPackage, b: BinaryPackage): number {
  const order = priorities.indexOf(a.priority) - priorities.indexOf(b.priority);
  return order || (a.name < b.name ? -1 : 1);
}
