import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatClause, meets, parseRelations } from "./relation.ts";
import type { VersionOperator } from "./version.ts";

const format = (field: string, architecture = "amd64") =>
  parseRelations(field, architecture).map(formatClause);

const cases: [what: string, field: string, clauses: string[]][] = [
  ["nothing", "", []],
  ["one name", "libc6", ["libc6"]],
  ["a version", "libc6 (>= 2.34)", ["libc6 (>= 2.34)"]],
  ["a version without spaces", "libc6(>=2.34)", ["libc6 (>= 2.34)"]],
  ["old operators", "a (< 1), b (> 2)", ["a (<= 1)", "b (>= 2)"]],
  ["alternatives", "debconf (>= 0.5) | debconf-2.0", ["debconf (>= 0.5) | debconf-2.0"]],
  ["a qualifier", "python3:any (>= 3.11~)", ["python3:any (>= 3.11~)"]],
  ["folded lines and empty parts", "a,\nb,, c,", ["a", "b", "c"]],
  ["an architecture that is ours", "a [amd64 arm64], b", ["a", "b"]],
  ["an architecture that is not", "a [arm64] | c, b [s390x]", ["c"]],
  ["an architecture shut out", "a [!amd64], b [!arm64]", ["b"]],
  ["architecture wildcards", "a [linux-any], b [any-amd64], c [any-i386]", ["a", "b"]],
  ["names with signs", "libstdc++6 (= 12.2.0-14), g++", ["libstdc++6 (= 12.2.0-14)", "g++"]],
];

for (const [what, field, clauses] of cases) {
  test(`relations with ${what}`, () => assert.deepEqual(format(field), clauses));
}

for (const field of ["a b", "a (>= )", "(>= 1)", "a (~ 1)", "a | ", "-a", "a [amd64"]) {
  test(`"${field}" is refused`, () => {
    assert.throws(() => parseRelations(field, "amd64"), { code: "BAD_RELATION" });
  });
}

test("a name provided without a version meets no versioned relation", () => {
  const [plain, versioned] = parseRelations("a, a (>= 1)", "amd64").flat();
  assert(plain && versioned);
  assert(meets(plain, undefined));
  assert(!meets(versioned, undefined));
  assert(meets(versioned, "1"));
});

test("what was formatted is parsed to the same", () => {
  const operator = fc.constantFrom<VersionOperator>("<<", "<=", "=", ">=", ">>");
  const relation = fc
    .tuple(
      fc.stringMatching(/^[a-z0-9][a-z0-9+.-]{0,8}$/),
      operator,
      fc.stringMatching(/^[0-9][a-z0-9.+~:-]{0,8}$/),
    )
    .map(([name, operator, version]) => ({ name, constraint: { operator, version } }));
  const clause = fc.array(relation, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(clause, (alternatives) => {
      assert.deepEqual(parseRelations(formatClause(alternatives), "amd64"), [alternatives]);
    }),
  );
});
