import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import fc from "fast-check";
import { CooperError } from "../../../core/error.ts";
import { parsePlatform } from "../../../oci/platform.ts";
import { type Marker, type MarkerOperand, parseMarker } from "./marker.ts";
import { markerEnvironment } from "./marker-environment.ts";
import { markerHolds } from "./marker-evaluation.ts";

type Answer = boolean | "error";
const fixture = JSON.parse(await readFile(new URL("./markers.fixture.json", import.meta.url), "utf8")) as {
  cases: [marker: string, amd64: Answer, arm64: Answer][];
};

const amd64 = markerEnvironment({
  platform: parsePlatform("linux/amd64"),
  python: "3.11.2",
  extras: ["standard"],
});
const arm64 = markerEnvironment({
  platform: parsePlatform("linux/arm64/v8"),
  python: "3.11.2",
  extras: ["Stan_Dard"],
});

function answer(marker: string, environment: typeof amd64): Answer {
  try {
    return markerHolds(parseMarker(marker), environment);
  } catch (error) {
    assert.ok(error instanceof CooperError && error.code === "BAD_MARKER", String(error));
    return "error";
  }
}

test("markers get the answers of Python's packaging", () => {
  for (const [marker, onAmd64, onArm64] of fixture.cases) {
    assert.equal(answer(marker, amd64), onAmd64, `${marker} on amd64`);
    assert.equal(answer(marker, arm64), onArm64, `${marker} on arm64`);
  }
});

test("several extras and groups may be asked for at once", () => {
  const environment = markerEnvironment({
    platform: parsePlatform("linux/amd64"),
    python: "3.13.0",
    extras: ["a", "B_c"],
    groups: ["dev"],
  });
  const cases: [string, boolean][] = [
    ["extra == 'a' and extra == 'b-c'", true],
    ["extra != 'a'", false],
    ["'b.c' in extras", true],
    ["'x' not in extras", true],
    ["'dev' in dependency_groups", true],
    ["'docs' in dependency_groups or 'a' in extras", true],
  ];
  for (const [marker, expected] of cases) assert.equal(answer(marker, environment), expected, marker);
  assert.equal(answer("extras == 'a'", environment), "error");
});

test("an error names the place and quotes the marker", () => {
  assert.throws(() => parseMarker("python_version >= ", "requirements_lock.txt:3"), {
    code: "BAD_MARKER",
    where: "requirements_lock.txt:3",
    message: "the marker `python_version >=` cannot be read at its end",
  });
});

const operand: fc.Arbitrary<MarkerOperand> = fc.oneof(
  fc.constantFrom("python_version", "sys_platform", "platform_machine").map((variable) => ({ variable })),
  fc.stringMatching(/^[a-z0-9. ]{0,8}$/).map((text) => ({ text })),
);
const { tree } = fc.letrec<{ tree: Marker }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      type: fc.constant("compare" as const),
      left: operand,
      operator: fc.constantFrom("==", "!=", "in", "not in", "<=", "~="),
      right: operand,
    }),
    fc.record({
      type: fc.constantFrom("and" as const, "or" as const),
      left: tie("tree"),
      right: tie("tree"),
    }),
  ),
}));

function show(marker: Marker): string {
  const side = (o: MarkerOperand) => ("text" in o ? `"${o.text}"` : o.variable);
  return marker.type === "compare"
    ? `${side(marker.left)} ${marker.operator} ${side(marker.right)}`
    : `(${show(marker.left)}) ${marker.type} (${show(marker.right)})`;
}

test("what is written from a tree is read back as that tree", () => {
  fc.assert(fc.property(tree, (marker) => assert.equal(show(parseMarker(show(marker))), show(marker))));
});

test("a marker without end is a BAD_MARKER, not an end of the stack", () => {
  const comparison = "os_name == 'x'";
  const deep = (levels: number) => "(".repeat(levels) + comparison + ")".repeat(levels);
  const long = (parts: number) => Array(parts).fill(comparison).join(" and ");
  assert.equal(answer(deep(50), amd64), false);
  assert.equal(answer(long(1000), amd64), false);
  for (const text of [deep(5000), long(50_000), "(".repeat(2 ** 14)])
    assert.equal(answer(text, amd64), "error");
});

test("any text is a marker or a BAD_MARKER", () => {
  const pieces = fc.constantFrom(
    "python_version",
    "os_name",
    "'3.8'",
    '"x"',
    ">=",
    "in",
    "not",
    "(",
    ")",
    "and",
    "or",
    " ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((p) => p.join(" ")),
      ),
      (text) => {
        assert.ok([true, false, "error"].includes(answer(text, amd64)));
      },
    ),
  );
});
