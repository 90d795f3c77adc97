import assert from "node:assert/strict";
import { test } from "node:test";
import { FileTree } from "./file-tree.ts";

/** Each layer is a list of paths; one that ends with `/` is a directory. */
function stack(...layers: string[][]): FileTree<string> {
  const tree = new FileTree<string>();
  for (const [layer, paths] of layers.entries()) {
    for (const path of paths) {
      if (path.endsWith("/")) tree.add(path.slice(0, -1), layer);
      else tree.add(path, layer, `${path}@${layer}`);
    }
  }
  return tree;
}

const visible = (tree: FileTree<string>) => [...tree.files()].map((file) => file.fact);
const hidden = (tree: FileTree<string>) => tree.hidden.map((f) => `${f.fact} ${f.how} by ${f.by}`);

test("an upper file takes the place of a lower one", () => {
  const tree = stack(["a", "b"], ["a"]);
  assert.deepEqual(visible(tree), ["a@1", "b@0"]);
  assert.deepEqual(hidden(tree), ["a@0 replaced by 1"]);
});

test("a whiteout removes a file or a whole directory of lower layers", () => {
  const tree = stack(["a", "d/x", "d/e/y", "z"], ["d/.wh.x", ".wh.a"], [".wh.d"]);
  assert.deepEqual(visible(tree), ["z@0"]);
  assert.deepEqual(hidden(tree), ["d/x@0 removed by 1", "a@0 removed by 1", "d/e/y@0 removed by 2"]);
});

test("an opaque directory keeps what its own layer puts there, wherever the mark stands", () => {
  for (const upper of [
    ["d/", "d/.wh..wh..opq", "d/new"],
    ["d/", "d/new", "d/.wh..wh..opq"],
  ]) {
    const tree = stack(["d/old", "d/e/old"], upper);
    assert.deepEqual(visible(tree), ["d/new@1"]);
    assert.deepEqual(hidden(tree), ["d/old@0 removed by 1", "d/e/old@0 removed by 1"]);
  }
});

test("a whiteout does not remove what its own layer brings under the same name", () => {
  assert.deepEqual(visible(stack(["d/x"], ["d/x", "d/.wh.x"])), ["d/x@1"]);
});

test("a directory over a file hides it, and a file over a directory hides all below", () => {
  assert.deepEqual(hidden(stack(["lib"], ["lib/"])), ["lib@0 replaced by 1"]);
  assert.deepEqual(hidden(stack(["lib"], ["lib/x"])), ["lib@0 replaced by 1"]);
  assert.deepEqual(hidden(stack(["lib/x", "lib/y/z"], ["lib"])), [
    "lib/x@0 replaced by 1",
    "lib/y/z@0 replaced by 1",
  ]);
});

test("a directory over a directory hides nothing, nor does a whiteout of nothing", () => {
  const tree = stack(["", "d/", "d/x"], ["d/", ".wh.gone", "d/y"]);
  assert.deepEqual(visible(tree).slice(-2), ["d/x@0", "d/y@1"]);
  assert.deepEqual(hidden(tree), []);
});

test("files come sorted within each directory, whatever the order in the tar", () => {
  assert.deepEqual(visible(stack(["b", "a/z", "B", "a.x"])), ["B@0", "a/z@0", "a.x@0", "b@0"]);
});
