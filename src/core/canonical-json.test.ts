import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalJson, type Json } from "./canonical-json.ts";

test("properties are sorted at every depth and absent ones left out", () => {
  const value = { b: [{ z: 1, y: undefined, a: null }], B: true, é: "\n" };
  assert.equal(canonicalJson(value), '{"B":true,"b":[{"a":null,"z":1}],"é":"\\n"}');
});

test("it is JSON, and equal for equal values in any order", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as Json);
      assert.equal(JSON.stringify(JSON.parse(text)).length, JSON.stringify(value).length);
      assert.equal(canonicalJson(reversed(value as Json)), text);
    }),
  );
});

test("what JSON cannot say is refused", () => {
  assert.throws(() => canonicalJson({ size: Number.NaN }), TypeError);
});

function reversed(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(reversed);
  const properties = Object.entries(value as { [name: string]: Json });
  return Object.fromEntries(properties.reverse().map(([name, inner]) => [name, reversed(inner)]));
}
