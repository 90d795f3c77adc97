import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { BinaryPackage } from "./binary-package.ts";
import type { Candidate } from "./candidate.ts";
import { explain } from "./explain.ts";
import type { Clause } from "./relation.ts";
import { anyone, resolve } from "./resolver.ts";
import { example, universeOf } from "./universe.fixture.ts";
import type { Universe } from "./universe.ts";

interface Case {
  readonly of: readonly BinaryPackage[];
  readonly want: readonly string[];
  readonly without?: readonly string[];
}

/** `debconf`, or `libtirpc3 of python`. */
function leftOut(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((text) => text.split(" of ")).map(([name = "", whose = anyone]) => [name, whose]));
}

function labels({ of, want, without = [] }: Case): string[] {
  const resolution = resolve(universeOf(of), { packages: want, without: leftOut(without) });
  assert(resolution.packages);
  return resolution.packages.map(({ label }) => label).sort();
}

function explanation({ of, want, without = [] }: Case): string {
  const universe = universeOf(of);
  const resolution = resolve(universe, { packages: want, without: leftOut(without) });
  assert(!resolution.packages);
  return explain(resolution.deadEnd, universe);
}

const solvable: Record<string, Case & { readonly chosen: readonly string[] }> = {
  "a chain of dependencies, and a ring": {
    of: [
      example("a 1", { depends: "b" }),
      example("b 1", { depends: "c (>= 1)" }),
      example("c 1", { depends: "a" }),
    ],
    want: ["a"],
    chosen: ["a 1", "b 1", "c 1"],
  },
  "the newest version of all suites": {
    of: [
      example("a 1", { suite: "bookworm" }),
      example("a 1+deb12u2", { suite: "bookworm-security" }),
      example("a 1+deb12u1"),
    ],
    want: ["a"],
    chosen: ["a 1+deb12u2"],
  },
  "the first alternative that works": {
    of: [
      example("a 1", { depends: "b | c | d" }),
      example("b 1", { depends: "gone" }),
      example("c 1"),
      example("d 1"),
    ],
    want: ["a"],
    chosen: ["a 1", "c 1"],
  },
  "an alternative that is wanted anyway": {
    of: [example("a 1", { depends: "b | c" }), example("b 1"), example("c 1")],
    want: ["a", "c"],
    chosen: ["a 1", "c 1"],
  },
  "another alternative, because a choice made earlier excludes the first": {
    of: [
      example("a 1", { depends: "b | c, d" }),
      example("b 1"),
      example("c 1"),
      example("d 1", { depends: "e | f" }),
      example("e 1", { excludes: "b" }),
      example("f 1", { depends: "gone" }),
    ],
    want: ["a"],
    chosen: ["a 1", "c 1", "d 1", "e 1"],
  },
  "a provider of a virtual package, by priority": {
    of: [
      example("a 1", { depends: "awk" }),
      example("gawk 1", { provides: "awk" }),
      example("mawk 1", { provides: "awk", priority: "required" }),
    ],
    want: ["a"],
    chosen: ["a 1", "mawk 1"],
  },
  "a provided version": {
    of: [
      example("a 1", { depends: "v (>= 2)" }),
      example("b 9", { provides: "v" }),
      example("c 9", { provides: "v (= 1)" }),
      example("d 9", { provides: "v (= 2)" }),
    ],
    want: ["a"],
    chosen: ["a 1", "d 9"],
  },
  "a package that conflicts with what it provides itself": {
    of: [example("a 1", { provides: "mta", excludes: "mta" })],
    want: ["a"],
    chosen: ["a 1"],
  },
  "a broken version that is not there": {
    of: [example("a 1", { excludes: "b (<< 2)" }), example("b 2")],
    want: ["a", "b"],
    chosen: ["a 1", "b 2"],
  },
  "packages for all architectures beside our own, and qualifiers": {
    of: [
      example("a 1", { depends: "b:any, c:amd64" }),
      example("b 1", { architecture: "all" }),
      example("b 2", { architecture: "i386" }),
      example("c 1"),
    ],
    want: ["a"],
    chosen: ["a 1", "b 1", "c 1"],
  },
  "what is left out, by its own name or by one that it provides": {
    of: [
      example("a 1", { depends: "debconf (>= 9) | debconf-2.0, awk" }),
      example("debconf 1", { depends: "perl" }),
      example("mawk 1", { provides: "awk" }),
    ],
    want: ["a"],
    without: ["debconf", "mawk"],
    chosen: ["a 1"],
  },
  "what one package does without, and another needs": {
    of: [
      example("a 1", { depends: "b, nsl" }),
      example("b 1", { depends: "rpc" }),
      example("c 1", { depends: "rpc" }),
      example("nsl 1", { depends: "rpc" }),
      example("rpc 1"),
    ],
    want: ["a", "c"],
    without: ["rpc of b", "nsl of a"],
    chosen: ["a 1", "b 1", "c 1", "rpc 1"],
  },
};

for (const [what, { chosen, ...problem }] of Object.entries(solvable)) {
  test(`resolves ${what}`, () => assert.deepEqual(labels(problem), chosen));
}

const unsolvable: Record<string, Case & { readonly because: string }> = {
  "a version that is not there, with the chain that needs it": {
    of: [
      example("app 1", { depends: "libfoo" }),
      example("libfoo 2", { depends: "libbar (>= 2)" }),
      example("libbar 1"),
    ],
    want: ["app"],
    because: `app 1 → libfoo 2 needs libbar (>= 2)
  only libbar 1 is there`,
  },
  "a name that is not there": {
    of: [example("python3.11 1")],
    want: ["pyton3.11"],
    because: `pyton3.11 was asked for
  no package is called pyton3.11 or provides it. Did you mean "python3.11"?`,
  },
  "a conflict": {
    of: [example("app 1", { depends: "b" }), example("b 2", { excludes: "c (<< 3)" }), example("c 1")],
    want: ["c", "app"],
    because: `app 1 needs b
  b 2 cannot be beside c 1`,
  },
  "every alternative": {
    of: [
      example("app 1", { depends: "b | c | gone" }),
      example("b 1", { depends: "gone" }),
      example("c 1", { excludes: "app" }),
    ],
    want: ["app"],
    because: `app 1 needs b | c | gone
  with b 1:
    app 1 → b 1 needs gone
      no package is called gone or provides it.
  c 1 cannot be beside app 1`,
  },
};

for (const [what, { because, ...problem }] of Object.entries(unsolvable)) {
  test(`explains ${what}`, () => assert.equal(explanation(problem), because));
}

const names = ["a", "b", "c", "d", "e", "f"];
const name = fc.constantFrom(...names, "v", "w");
const relation = fc
  .tuple(name, fc.constantFrom("", "", "", " (>= 2)", " (<< 2)", " (= 1)"))
  .map((parts) => parts.join(""));
const field = (separator: string, maxLength: number) =>
  fc.array(relation, { maxLength }).map((parts) => parts.join(separator));
const clauses = fc
  .array(
    fc.array(relation, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(" | ")),
    { maxLength: 2 },
  )
  .map((parts) => parts.join(", "));
const provides = fc.constantFrom("", "", "v", "w", "v (= 1)", "v (= 2), w");
const found = fc.record({
  name: fc.constantFrom(...names),
  version: fc.constantFrom("1", "2"),
  depends: clauses,
  excludes: field(", ", 1),
  provides,
});
const problem = fc.record({
  of: fc
    .uniqueArray(found, { minLength: 3, maxLength: 6, selector: (item) => item.name })
    .map((items) => items.map(({ name, version, ...fields }) => example(`${name} ${version}`, fields))),
  want: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
  without: fc.uniqueArray(name, { maxLength: 1 }),
});

/** The definition of a solution, with none of the resolver's own bookkeeping. */
function holds(chosen: readonly Candidate[], { want, without = [] }: Case, universe: Universe): boolean {
  const met = (clause: Clause) =>
    clause.some((relation) => chosen.some((candidate) => candidate.answers(relation)));
  const leftOut = (clause: Clause) =>
    [...clause, ...universe.options(clause)].some((option) => without.includes(option.name));
  const apart = (a: Candidate, b: Candidate) =>
    a === b || !a.excludes.some((relation) => b.answers(relation));
  return (
    want.every((name) => met([{ name }])) &&
    chosen.every((a) => a.depends.every((clause) => leftOut(clause) || met(clause))) &&
    chosen.every((a) => chosen.every((b) => apart(a, b)))
  );
}

function subsets<T>(items: readonly T[]): T[][] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  return subsets(rest).flatMap((subset) => [subset, [first, ...subset]]);
}

test("finds a solution exactly where trying every set of packages finds one", () => {
  let solved = 0;
  fc.assert(
    fc.property(problem, (random) => {
      const universe = universeOf(random.of);
      const resolution = resolve(universe, { packages: random.want, without: leftOut(random.without) });
      const all = random.of
        .flatMap(({ name }) => universe.offering(name))
        .filter((c, i, list) => list.indexOf(c) === i);
      const possible = subsets(all).some((chosen) => holds(chosen, random, universe));
      assert.equal(resolution.packages !== undefined, possible);
      if (resolution.packages) assert(holds(resolution.packages, random, universe));
      else assert.notEqual(explain(resolution.deadEnd, universe), "");
      solved += Number(possible);
    }),
    { numRuns: 400 },
  );
  assert(solved > 20 && solved < 380, `${solved} of 400 problems had a solution`);
});

test("the order of the index does not matter", () => {
  fc.assert(
    fc.property(problem, fc.infiniteStream(fc.nat()), (random, order) => {
      const shuffled = random.of
        .map((item) => ({ item, rank: order.next().value ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item);
      const chosen = (of: readonly BinaryPackage[]) =>
        resolve(universeOf(of), {
          packages: random.want,
          without: leftOut(random.without),
        }).packages?.map(({ label }) => label);
      assert.deepEqual(chosen(shuffled), chosen(random.of));
    }),
    { numRuns: 100 },
  );
});
