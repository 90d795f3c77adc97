import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parsePlatform } from "../../../oci/platform.ts";
import { chooseWheel, rankTags } from "./choose-wheel.ts";
import { compatibleTags } from "./tags.ts";
import { sdistNameOf, wheelNameOf } from "./wheel-name.ts";

const ranks = rankTags(
  compatibleTags({
    python: "3.11.2",
    platform: parsePlatform("linux/amd64"),
    libc: { family: "glibc", version: "2.36" },
  }),
);
const choose = (...filenames: string[]) =>
  chooseWheel(
    filenames.map((filename) => ({ filename })),
    ranks,
  )?.filename;

test("the better tag wins", () => {
  const cases: [string, string[]][] = [
    [
      "a-1-cp311-cp311-manylinux_2_17_x86_64.whl",
      ["a-1-py3-none-any.whl", "a-1-cp38-abi3-manylinux_2_28_x86_64.whl"],
    ],
    [
      "a-1-cp39-abi3-manylinux2014_x86_64.whl",
      ["a-1-cp38-abi3-manylinux_2_28_x86_64.whl", "a-1-py3-none-any.whl"],
    ],
    [
      "a-1-cp311-cp311-manylinux_2_28_x86_64.whl",
      ["a-1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"],
    ],
    [
      "a-1-py3-none-any.whl",
      ["a-1-cp311-cp311-manylinux_2_17_aarch64.whl", "a-1-cp312-cp312-manylinux_2_17_x86_64.whl"],
    ],
    [
      "a-1-py3-none-any.whl",
      ["a-1-cp311-cp311-manylinux_2_39_x86_64.whl", "a-1-cp311-cp311-musllinux_1_2_x86_64.whl"],
    ],
    ["a-1-2-py3-none-any.whl", ["a-1-1-py3-none-any.whl", "a-1-py3-none-any.whl"]],
    ["a-1-10-py3-none-any.whl", ["a-1-9-py3-none-any.whl", "a-1-9b-py3-none-any.whl"]],
    ["a-1-py2.py3-none-any.whl", ["a-1.tar.gz", "a-1-py2-none-any.whl", "README"]],
  ];
  for (const [best, others] of cases) {
    assert.equal(choose(best, ...others), best);
    assert.equal(choose(...others, best), best);
  }
});

test("nothing is chosen where nothing fits", () => {
  assert.equal(
    choose("a-1-cp312-cp312-manylinux_2_17_x86_64.whl", "a-1-cp311-cp311-win_amd64.whl", "a-1.zip"),
    undefined,
  );
});

test("the order of the files does not matter", () => {
  const names = [...ranks.keys()].slice(0, 200).flatMap((tag) => [`a-1-${tag}.whl`, `a-1-1-${tag}.whl`]);
  fc.assert(
    fc.property(fc.shuffledSubarray(names, { minLength: 1 }), (subset) => {
      assert.equal(choose(...subset), choose(...subset.toReversed()));
    }),
  );
});

test("file names are taken apart", () => {
  assert.deepEqual(wheelNameOf("Foo_Bar.x-1.0+cu1-1a-py2.py3-none-any.whl"), {
    name: "foo-bar-x",
    version: "1.0+cu1",
    build: [1, "a"],
    tags: ["py2-none-any", "py3-none-any"],
  });
  for (const bad of [
    "a.whl",
    "a-1-any.whl",
    "a-x-py3-none-any.whl",
    "a-1-b-py3-none-any.whl",
    "a-1-py3-none-any.zip",
  ]) {
    assert.equal(wheelNameOf(bad), undefined, bad);
  }
  assert.deepEqual(sdistNameOf("Foo-Bar-1.0.tar.gz"), { name: "foo-bar", version: "1.0" });
  assert.deepEqual(sdistNameOf("foo-1.0.zip"), { name: "foo", version: "1.0" });
  assert.equal(sdistNameOf("foo-1.0.tar.bz2"), undefined);
});
