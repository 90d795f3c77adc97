import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "../oci/digest.ts";
import { type ImageKeyRequest, imageKey } from "./image-key.ts";
import { image, plan } from "./plan.fixture.ts";

async function request(...fields: readonly string[]): Promise<ImageKeyRequest> {
  const { targets } = await plan({ "a/image.ts": image("a", ...fields) });
  const [target] = targets;
  assert(target);
  return {
    target,
    platform: { os: "linux", architecture: "amd64" },
    builder: { kind: "python", version: 1 },
    base: digestOf("base"),
    inputs: digestOf("inputs"),
  };
}

test("the key depends on fields, neither on lines nor on where the workspace lies", async () => {
  const plain = imageKey(await request());
  const spaced = imageKey(await request("// a remark", "", 'args: ["serve"],'));
  const dense = imageKey(await request('args: ["serve"],'));
  assert.equal(spaced, dense);
  assert.notEqual(plain, dense);
});

const changes: readonly [name: string, change: (request: ImageKeyRequest) => Partial<ImageKeyRequest>][] = [
  ["platform", () => ({ platform: { os: "linux", architecture: "arm64" } })],
  ["version of the builder", () => ({ builder: { kind: "python", version: 2 } })],
  ["base", () => ({ base: digestOf("other") })],
  ["time", ({ target }) => ({ target: { ...target, time: 1 } })],
  ["files", () => ({ inputs: digestOf("other") })],
];

for (const [name, change] of changes) {
  test(`the key changes with the ${name}`, async () => {
    const before = await request();
    assert.notEqual(imageKey({ ...before, ...change(before) }), imageKey(before));
  });
}
