import type { BinaryPackage } from "./binary-package.ts";
import { type Clause, meets, parseRelations, type Relation } from "./relation.ts";

/** A package that may be chosen, with its relations parsed when first asked for. */
export class Candidate {
  readonly package: BinaryPackage;
  readonly #architecture: string;
  readonly #provides: readonly Relation[];
  #depends: readonly Clause[] | undefined;
  #excludes: readonly Relation[] | undefined;

  constructor(found: BinaryPackage, architecture: string) {
    this.package = found;
    this.#architecture = architecture;
    this.#provides = parseRelations(found.provides, architecture).flat();
  }

  get name(): string {
    return this.package.name;
  }

  /** `libc6 2.36-9`. */
  get label(): string {
    return `${this.package.name} ${this.package.version}`;
  }

  /** Its own name and those it provides. */
  get names(): ReadonlySet<string> {
    return new Set([this.name, ...this.#provides.map(({ name }) => name)]);
  }

  /** Pre-Depends and Depends. */
  get depends(): readonly Clause[] {
    this.#depends ??= parseRelations(this.package.depends, this.#architecture);
    return this.#depends;
  }

  /** Conflicts and Breaks. */
  get excludes(): readonly Relation[] {
    this.#excludes ??= parseRelations(this.package.excludes, this.#architecture).flat();
    return this.#excludes;
  }

  /** Whether a relation holds for this package, by its own name or by one that it provides. */
  answers(relation: Relation): boolean {
    const { name, qualifier } = relation;
    if (qualifier !== undefined && qualifier !== "any" && qualifier !== this.#architecture) return false;
    if (name === this.name) return meets(relation, this.package.version);
    return this.#provides.some(
      (provided) => provided.name === name && meets(relation, provided.constraint?.version),
    );
  }
}
