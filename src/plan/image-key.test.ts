import assert from "node:assert/strict";
import { chmod, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { digestOf } from "../oci/digest.ts";
import { type ImageKeyRequest, imageKey } from "./image-key.ts";
import { image, plan } from "./plan.fixture.ts";

async function request(fields: readonly string[] = []): Promise<ImageKeyRequest> {
  const { root, targets } = await plan({ "a/image.ts": image("a", ...fields), "a/main.py": "x" });
  const [target] = targets;
  assert(target);
  return {
    target,
    platform: { os: "linux", architecture: "amd64" },
    builder: { kind: "python", version: 1 },
    base: digestOf("base"),
    inputs: [join(root, "a/main.py")],
    root,
    fileDigest: async (path) => digestOf(path.endsWith("link") ? "followed" : "content"),
  };
}

test("the key does not depend on where the workspace lies, nor on lines", async () => {
  const one = await request();
  const other = await request(["// a remark", "", 'args: ["serve"],']);
  const same = await request(['args: ["serve"],']);
  assert.equal(await imageKey(other), await imageKey(same));
  assert.notEqual(await imageKey(one), await imageKey(other));
});

const changes: readonly [name: string, change: (request: ImageKeyRequest) => Partial<ImageKeyRequest>][] = [
  ["platform", () => ({ platform: { os: "linux", architecture: "arm64" } })],
  ["version of the builder", () => ({ builder: { kind: "python", version: 2 } })],
  ["base", () => ({ base: digestOf("other") })],
  ["time", ({ target }) => ({ target: { ...target, time: 1 } })],
  ["set of inputs", () => ({ inputs: [] })],
  ["content of an input", () => ({ fileDigest: async () => digestOf("changed") })],
];

for (const [name, change] of changes) {
  test(`the key changes with the ${name}`, async () => {
    const before = await request();
    assert.notEqual(await imageKey({ ...before, ...change(before) }), await imageKey(before));
  });
}

test("the key changes when an input becomes executable, a link, a link to elsewhere, or goes missing", async () => {
  const one = await request();
  const file = join(one.root, "a/main.py");
  const link = join(one.root, "a/link");
  const keys = [await imageKey(one)];
  const again = async () => keys.push(await imageKey({ ...one, inputs: [file, link] }));
  await again();
  await writeFile(link, "");
  await again();
  await chmod(link, 0o700);
  await again();
  await rm(link);
  await symlink("main.py", link);
  await again();
  await rm(link);
  await symlink("nothing", link);
  await again();
  assert.equal(new Set(keys).size, keys.length);
});

test("the write bits of the group do not count", async () => {
  const one = await request();
  const before = await imageKey(one);
  await chmod(join(one.root, "a/main.py"), 0o664);
  assert.equal(await imageKey(one), before);
});
