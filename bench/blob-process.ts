/** Sends the blob of a store to a registry, or brings one: `blob-process up|down <store> <host> <digest> <size>`. */
import { parseDigest } from "../src/oci/digest.ts";
import { openRegistry } from "../src/registry/client/open-registry.ts";
import { openStore } from "../src/store/open-store.ts";

const [direction, folder = "", registry = "", digest = "", size] = process.argv.slice(2);
const { blobs } = await openStore(folder);
const client = openRegistry({ env: process.env });
const repository = { registry, repository: "big/blob" };
const blob = {
  mediaType: "application/octet-stream",
  digest: parseDigest(digest),
  size: Number(size),
};
const reading = { reuse: true };
if (direction === "up") await client.pushBlob(repository, blob, () => blobs.open(blob.digest, reading));
else await blobs.put(client.blob(repository, blob, reading), blob);
