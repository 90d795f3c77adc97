import type { Candidate } from "./candidate.ts";
import type { Clause, Relation } from "./relation.ts";

/** What a package excludes, and who does. */
interface Exclusion {
  readonly by: Candidate;
  readonly relation: Relation;
}

/** The packages chosen so far. What was added last is taken back first. */
export class Selection {
  readonly #chosen = new Set<Candidate>();
  readonly #offering = new Map<string, Candidate[]>();
  readonly #excluding = new Map<string, Exclusion[]>();

  /** In the order in which they were chosen. */
  get chosen(): ReadonlySet<Candidate> {
    return this.#chosen;
  }

  add(candidate: Candidate): void {
    this.#chosen.add(candidate);
    for (const name of candidate.names) listAt(this.#offering, name).push(candidate);
    for (const relation of candidate.excludes) {
      listAt(this.#excluding, relation.name).push({ by: candidate, relation });
    }
  }

  /** Takes back what was added last. */
  remove(candidate: Candidate): void {
    this.#chosen.delete(candidate);
    for (const name of candidate.names) listAt(this.#offering, name).pop();
    for (const relation of candidate.excludes) listAt(this.#excluding, relation.name).pop();
  }

  /** Whether something chosen meets a clause. */
  meets(clause: Clause): boolean {
    return clause.some((relation) =>
      this.#offering.get(relation.name)?.some((candidate) => candidate.answers(relation)),
    );
  }

  /** What was chosen and cannot be beside a candidate: one of the two excludes the other. */
  against(candidate: Candidate): Candidate[] {
    const excluded = candidate.excludes.flatMap((relation) =>
      (this.#offering.get(relation.name) ?? []).filter((other) => other.answers(relation)),
    );
    const excluding = [...candidate.names]
      .flatMap((name) => this.#excluding.get(name) ?? [])
      .filter(({ relation }) => candidate.answers(relation))
      .map(({ by }) => by);
    return [...new Set([...excluded, ...excluding])].filter((other) => other !== candidate);
  }
}

function listAt<T>(map: Map<string, T[]>, key: string): T[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}
