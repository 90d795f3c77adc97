import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBlobs } from "../../../test/support/memory-blobs.ts";
import { bytesOf } from "../../core/stream.ts";
import { mediaType } from "../../oci/media-type.ts";
import type { PushOptions } from "../../registry/client/registry-client.ts";
import { MemoryRegistry } from "../../registry/client/testing/memory-registry.ts";
import { BlobSender } from "./blob-sender.ts";

const a = { registry: "registry.example", repository: "team/a" };
const b = { registry: "registry.example", repository: "team/b" };

/** Fails the first time it is asked to take a blob. */
class Flaky extends MemoryRegistry {
  failures = 1;
  readonly mounts: PushOptions["mountFrom"][] = [];

  override async pushBlob(...args: Parameters<MemoryRegistry["pushBlob"]>) {
    this.mounts.push(args[3]?.mountFrom);
    this.failures -= 1;
    if (this.failures >= 0) throw new Error("the connection was lost");
    return super.pushBlob(...args);
  }
}

async function setting() {
  const blobs = new MemoryBlobs();
  const stored = await blobs.put(bytesOf("layer"));
  const client = new Flaky();
  return {
    client,
    sender: new BlobSender(client, blobs),
    blob: { mediaType: mediaType.layerGzip, ...stored },
  };
}

test("where the first image fails to send a blob, the next one sends it itself", async () => {
  const { sender, blob } = await setting();
  const outcomes = await Promise.allSettled([sender.send(blob, { to: a }), sender.send(blob, { to: b })]);
  assert.equal(outcomes[0].status, "rejected");
  assert.deepEqual(outcomes[1], { status: "fulfilled", value: "uploaded" });
});

test("a base in another registry is no place to mount from", async () => {
  const { client, sender, blob } = await setting();
  client.failures = 0;
  await sender.send(blob, { to: a, base: { registry: "other.example", repository: "library/base" } });
  await sender.send(blob, { to: b, base: { registry: "registry.example", repository: "library/base" } });
  assert.deepEqual(client.mounts, [[], [a, { registry: "registry.example", repository: "library/base" }]]);
});
