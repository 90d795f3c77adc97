import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatRecord, parseRecord } from "./record-file.ts";

test("reads what Python's csv module writes", () => {
  const text = 'a/b.py,sha256=x,12\r\n"with, comma.py",,\r\n"say ""hi"".py",sha256=y,\n\nlast,,';
  assert.deepEqual(parseRecord(text), [
    { path: "a/b.py", hash: "sha256=x", size: "12" },
    { path: "with, comma.py", hash: "", size: "" },
    { path: 'say "hi".py', hash: "sha256=y", size: "" },
    { path: "last", hash: "", size: "" },
  ]);
});

test("rows with too few or too many fields, and quotes that do not end, are told apart", () => {
  assert.deepEqual(parseRecord("a,b\n"), [undefined]);
  assert.deepEqual(parseRecord("a,b,c,d\n"), [undefined]);
  assert.deepEqual(parseRecord('"a,b,c\n'), [undefined]);
  assert.deepEqual(parseRecord('"a"x,b,c\n'), [undefined]);
});

test("what is written is read again, sorted by path", () => {
  const row = fc.record(
    { path: fc.string({ minLength: 1 }), hash: fc.string(), size: fc.string() },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ({ path }) => path }), (rows) => {
      const sorted = rows.toSorted((a, b) => (a.path < b.path ? -1 : 1));
      fc.pre(rows.every(({ path }) => !path.startsWith("\uFEFF")));
      assert.deepEqual(parseRecord(formatRecord(rows)), sorted);
    }),
  );
});
