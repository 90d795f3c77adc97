import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareSonames } from "./soname-order.ts";

const ascending: readonly (readonly [string, string])[] = [
  ["libc.so.6", "libc.so.10"],
  ["libc.so", "libc.so.6"],
  ["libcrypt.so.1", "libcrypto.so.3"],
  ["libz.so.1", "lib6.so.1"],
  ["liba.so.1", "libb.so.1"],
  ["ld-linux.so.2", "libc.so.6"],
];

test("digits count as numbers and come after everything else", () => {
  for (const [low, high] of ascending) {
    assert.ok(compareSonames(low, high) < 0, `${low} before ${high}`);
    assert.ok(compareSonames(high, low) > 0, `${high} after ${low}`);
  }
});

test("is an order: antisymmetric, and equal only to itself but for zeros in front of numbers", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "b", ".", "1", "2", "9"), maxLength: 8 });
  fc.assert(
    fc.property(name, name, (a, b) => {
      assert.equal(Math.sign(compareSonames(a, b)), -Math.sign(compareSonames(b, a)) || 0);
      assert.equal(compareSonames(a, b) === 0, a === b);
    }),
  );
});
