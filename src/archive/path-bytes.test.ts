import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { comparePaths, decodePath, encodePath, quotePath } from "./path-bytes.ts";

/** Any bytes, with a liking for those that nearly are UTF-8. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.string({ unit: "binary", maxLength: 4 }).map((text) => Buffer.from(text)),
      fc
        .constantFrom("eda080", "edb280", "c080", "f4908080", "e282", "f09f98", "80", "2f")
        .map((hex) => Buffer.from(hex, "hex")),
    ),
  )
  .map((parts) => Buffer.concat(parts));

test("any bytes survive the way into a string and out again", () => {
  fc.assert(
    fc.property(bytes, (name) => encodePath(decodePath(name)).equals(name)),
    { numRuns: 500 },
  );
});

test("UTF-8 names are ordinary strings", () => {
  assert.equal(decodePath(Buffer.from("usr/share/Ünïcode 😀")), "usr/share/Ünïcode 😀");
});

test("other bytes are the lone surrogates of PEP 383", () => {
  assert.equal(decodePath(Buffer.from("61ff80e282", "hex")), "a\udcff\udc80\udce2\udc82");
});

test("a surrogate encoded as UTF-8 is three bytes, not a character", () => {
  assert.equal(decodePath(Buffer.from("edb280", "hex")), "\udced\udcb2\udc80");
});

test("a lone surrogate that stands for no byte is refused", () => {
  for (const text of ["\ud800", "\udc7f", "\udd00"]) {
    assert.throws(() => encodePath(`a${text}`), { code: "UNSAFE_PATH" });
  }
});

test("a path in a message cannot play with a terminal", () => {
  assert.equal(quotePath("a\x1b[2J\x9bm\udc80é"), '"a\\u001b[2J\\u009bm\\udc80é"');
  assert.ok(quotePath("a".repeat(5000)).length < 250);
});

test("paths are ordered as their bytes are", () => {
  const order = (a: Buffer, b: Buffer) => Math.sign(comparePaths(decodePath(a), decodePath(b)));
  fc.assert(
    fc.property(bytes, bytes, (a, b) => order(a, b) === Buffer.compare(a, b)),
    { numRuns: 500 },
  );
});

test("characters beyond U+FFFF come after U+FFFD, as in UTF-8", () => {
  assert.equal(comparePaths("\ufffd", "😀"), -1);
});
