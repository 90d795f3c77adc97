import assert from "node:assert/strict";
import { test } from "node:test";
import { locateField } from "./locate-field.ts";

const source = `import { service } from "cooper"; // name: not here
const other = { ports: [1] };
export default service(wrap({
  // name: "in a comment", ports: [0]
  name: "a: { ports: }", /* ports:
  ports: */ "quoted-key": 1,
  ...other,
  text: \`ports: {
\`,
  shorthand,
  ports: [
    80,
    { inner: [1, 2],
      deep: true },
  ],
  method(a, b) { return { ports: 1 }; },
  last: 1,
}));
service({ after: 1 });
`;

const cases: readonly [path: (string | number)[], line: number | undefined][] = [
  [["name"], 5],
  [["quoted-key"], 6],
  [["text"], 8],
  [["shorthand"], 10],
  [["ports"], 11],
  [["ports", 0], 12],
  [["ports", 1], 13],
  [["ports", 1, "inner", 1], 13],
  [["ports", 1, "deep"], 14],
  [["ports", 2], undefined],
  [["last"], 17],
  [["inner"], undefined],
  [["after"], undefined],
  [["missing"], undefined],
];

for (const [path, line] of cases) {
  test(`${path.join(".")} is on line ${line ?? "none"}`, () => {
    assert.equal(locateField(source, { line: 3, column: 16 }, path), line);
  });
}

test("a position past the end finds nothing", () => {
  assert.equal(locateField("a", { line: 9, column: 9 }, ["a"]), undefined);
});
