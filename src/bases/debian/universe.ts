import type { BinaryPackage } from "./binary-package.ts";
import { Candidate } from "./candidate.ts";
import type { Clause } from "./relation.ts";
import { compareVersions } from "./version.ts";

export interface UniverseOptions {
  readonly architecture: string;
  /** How much a package is wanted above its other versions, as apt's pins; below 0 never. 500 for all by default. */
  readonly pin?: ((found: BinaryPackage) => number) | undefined;
}

/**
 * The packages to choose from: of each name the one with the highest pin, then the newest version among all suites.
 * Others are never fallen back to, so that a security update is not undone without anybody asking for it.
 */
export class Universe {
  readonly architecture: string;
  readonly #pin: (found: BinaryPackage) => number;
  readonly #candidates = new Map<string, BinaryPackage>();
  #offers: Map<string, Candidate[]> | undefined;

  constructor({ architecture, pin }: UniverseOptions) {
    this.architecture = architecture;
    this.#pin = pin ?? (() => 500);
  }

  /** Packages of other architectures are left out. */
  add(found: BinaryPackage): void {
    if (found.architecture !== this.architecture && found.architecture !== "all") return;
    if (this.#pin(found) < 0) return;
    const other = this.#candidates.get(found.name);
    if (other === undefined || this.#prefers(found, other)) this.#candidates.set(found.name, found);
    this.#offers = undefined;
  }

  /** All that have or provide this name: the real package first, then by priority, then by name. */
  offering(name: string): readonly Candidate[] {
    this.#offers ??= this.#index();
    return this.#offers.get(name) ?? [];
  }

  /** Every name that is there or provided. */
  names(): Iterable<string> {
    this.#offers ??= this.#index();
    return this.#offers.keys();
  }

  /** What may meet a clause, the best first. */
  options(clause: Clause): Candidate[] {
    const found = clause.flatMap((relation) =>
      this.offering(relation.name).filter((candidate) => candidate.answers(relation)),
    );
    return [...new Set(found)];
  }

  #prefers(found: BinaryPackage, other: BinaryPackage): boolean {
    const order = this.#pin(found) - this.#pin(other) || compareVersions(found.version, other.version);
    return order > 0;
  }

  #index(): Map<string, Candidate[]> {
    const offers = new Map<string, Candidate[]>();
    for (const found of this.#candidates.values()) {
      const candidate = new Candidate(found, this.architecture);
      for (const name of candidate.names) {
        const list = offers.get(name);
        if (list) list.push(candidate);
        else offers.set(name, [candidate]);
      }
    }
    for (const [name, list] of offers) list.sort((a, b) => compareOffers(name, a, b));
    return offers;
  }
}

const priorities = ["required", "important", "standard", "optional", "extra"];

function compareOffers(name: string, a: Candidate, b: Candidate): number {
  const rank = ({ name: own, package: { priority } }: Candidate) =>
    own === name ? -1 : priorities.indexOf(priority);
  return rank(a) - rank(b) || (a.name < b.name ? -1 : 1);
}
