import assert from "node:assert/strict";
import { chmod, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { digestOf } from "../oci/digest.ts";
import { makeFolder } from "../workspace/workspace.fixture.ts";
import { inputsKey } from "./inputs-key.ts";

const fileDigest = async () => digestOf("content");

test("the key does not depend on where the workspace lies", async () => {
  const roots = await Promise.all([makeFolder({ "a/x": "" }), makeFolder({ "a/x": "" })]);
  const keys = await Promise.all(
    roots.map((root) => inputsKey({ root, inputs: [join(root, "a/x")], fileDigest })),
  );
  assert.equal(keys[0], keys[1]);
});

test("the key changes with the set of files and with their content", async () => {
  const root = await makeFolder({ x: "", y: "" });
  const request = { root, inputs: [join(root, "x")], fileDigest };
  const keys = [
    await inputsKey(request),
    await inputsKey({ ...request, inputs: [join(root, "y")] }),
    await inputsKey({ ...request, inputs: [join(root, "x"), join(root, "y")] }),
    await inputsKey({ ...request, fileDigest: async () => digestOf("changed") }),
  ];
  assert.equal(new Set(keys).size, keys.length);
});

test("the key changes when a file is made, made executable, a link, a link to elsewhere, a loop", async () => {
  const root = await makeFolder({ x: "" });
  const path = join(root, "y");
  const keys: string[] = [];
  const note = async () => keys.push(await inputsKey({ root, inputs: [path], fileDigest }));
  const link = async (text: string) => {
    await rm(path);
    await symlink(text, path);
    await note();
  };
  await note();
  await writeFile(path, "");
  await note();
  await chmod(path, 0o700);
  await note();
  await link("x");
  await link("nothing");
  await link("y");
  assert.equal(new Set(keys).size, keys.length);
});

test("the write bits of the group do not count", async () => {
  const root = await makeFolder({ x: "" });
  const request = { root, inputs: [join(root, "x")], fileDigest };
  const before = await inputsKey(request);
  await chmod(join(root, "x"), 0o664);
  assert.equal(await inputsKey(request), before);
});
