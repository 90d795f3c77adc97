import assert from "node:assert/strict";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { groupItems, type Sized } from "./group-by-size.ts";

const options = { maxLayers: 8, aloneFrom: 1000 };
const small = fc.record({ name: fc.string({ minLength: 1 }), size: fc.nat(999) });
const anySize = fc.record({ name: fc.string({ minLength: 1 }), size: fc.nat(3000) });
const some = (item: fc.Arbitrary<Sized>) =>
  fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 30 });

/** Which names share a group, as a set of texts. */
function neighbours(items: readonly Sized[], without: readonly string[] = []): Set<string> {
  const groups = groupItems(items, options).map((group) =>
    group.map(({ name }) => name).filter((name) => !without.includes(name)),
  );
  return new Set(groups.filter((group) => group.length > 0).map((group) => JSON.stringify(group)));
}

test("every item is in one group, within the budget, whatever the order", () => {
  fc.assert(
    fc.property(some(anySize), fc.integer({ min: 1, max: 12 }), (items, maxLayers) => {
      const groups = groupItems(items, { ...options, maxLayers });
      assert.ok(groups.length <= maxLayers);
      assert.deepEqual(
        groups
          .flat()
          .map(({ name }) => name)
          .sort(),
        items.map(({ name }) => name).sort(),
      );
      assert.deepEqual(groupItems(items.toReversed(), { ...options, maxLayers }), groups);
    }),
  );
});

test("a small item that comes, goes or grows a little leaves the others where they are", () => {
  fc.assert(
    fc.property(some(anySize), small, fc.nat(999), (items, item, size) => {
      const others = items.filter(({ name }) => name !== item.name);
      const before = neighbours(others);
      assert.deepEqual(neighbours([...others, item], [item.name]), before);
      assert.deepEqual(neighbours([...others, { ...item, size }], [item.name]), before);
    }),
  );
});

test("a large item that comes moves at most one other", () => {
  fc.assert(
    fc.property(some(anySize), fc.integer({ min: 1000, max: 3000 }), (items, size) => {
      const others = items.filter(({ name }) => name !== "new");
      const more = [...others, { name: "new", size }];
      const moved = ["", ...others.map(({ name }) => name)];
      assert.ok(
        moved.some((name) => isDeepStrictEqual(neighbours(others, [name]), neighbours(more, ["new", name]))),
      );
    }),
  );
});

test("the largest get layers of their own; names decide over the rest", () => {
  const items = ["numpy:60", "scipy:90", "torch:900", "attrs:1", "idna:2", "six:1", "yarl:3"].map((text) => {
    const [name = "", size] = text.split(":");
    return { name, size: Number(size) };
  });
  const groups = groupItems(items, { maxLayers: 5, aloneFrom: 50 }).map((group) =>
    group.map(({ name }) => name),
  );
  assert.deepEqual(groups.slice(0, 3), [["numpy"], ["scipy"], ["torch"]]);
  assert.deepEqual(groups.slice(3), [["six"], ["attrs", "idna", "yarl"]]);
});
