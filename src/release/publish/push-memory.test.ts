import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryRecords } from "../../../test/support/memory-records.ts";
import { MemoryRegistry } from "../../registry/client/testing/memory-registry.ts";
import { putSample } from "../../registry/client/testing/sample-images.ts";
import { isPublished, likeliestToMove, notePublished } from "./push-memory.ts";

const repository = { registry: "registry.example", repository: "team/todost" };

const speakers: readonly (readonly [tags: readonly string[], speaker: string | undefined])[] = [
  [["latest", "sha-0a1b2c3"], "latest"],
  [["1.4.2", "1.4", "1", "sha-0a1b2c3"], "1"],
  [["latest", "1.4.2", "1.4", "1"], "latest"],
  [["0.3.1", "0.3"], "0.3"],
  [["1.5.0-rc.1", "sha-0a1b2c3"], "1.5.0-rc.1"],
  [["v1.4.2", "stable"], "stable"],
  [["sha-0a1b2c3", "edge"], "edge"],
  [["nightly", "too"], "nightly"],
  [[], undefined],
];

for (const [tags, speaker] of speakers) {
  test(`of ${tags.join(", ")} ${speaker} speaks for all`, () => assert.equal(likeliestToMove(tags), speaker));
}

test("a tag that this store has since given to another image is asked for again", async () => {
  const client = new MemoryRegistry();
  const memory = { client, records: new MemoryRecords() };
  const put = async (content: string, version: string) => {
    const root = await putSample({ client, repository }, [content], { tag: version });
    return { name: "todost", root, repository, tags: [version, "stable"] };
  };
  const [old, young] = [await put("old", "1.4.2"), await put("young", "1.5.0")];
  await notePublished(old, memory);
  await notePublished(young, memory);
  assert.equal(await isPublished(old, memory), false);
  assert.deepEqual(client.heads, []);
});
