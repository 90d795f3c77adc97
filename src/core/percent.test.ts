import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { percentDecoded } from "./percent.ts";

test("what was encoded comes back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      fc.pre(text.isWellFormed());
      assert.equal(percentDecoded(encodeURIComponent(text)), text);
    }),
  );
});

test("malformed encoding stays as it is", () => {
  for (const text of ["%", "100%", "a%2", "%zz", "%ff"]) assert.equal(percentDecoded(text), text);
});
