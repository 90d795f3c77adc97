import assert from "node:assert/strict";
import { test } from "node:test";
import { readZipDirectory } from "../archive/zip-reader.ts";
import { bytesOf, collect } from "../core/stream.ts";
import { digestOf } from "../oci/digest.ts";
import { temporaryStore } from "../store/testing/temporary-store.ts";
import { blobAccess } from "./blob-access.ts";
import { openContent } from "./content.ts";

/** Made with Python's zipfile: `a.txt` deflated (300 times "spam "), `b.txt` stored ("eggs"). */
const zip = Buffer.from(
  "UEsDBBQAAAAIAAAAIQCH8zkjEwAAANwFAAAFAAAAYS50eHQrLkjMVSgeJUaJUWKUGCWGEwEAUEsDBBQAAAAAAAAAIQBu2JSD" +
    "BAAAAAQAAAAFAAAAYi50eHRlZ2dzUEsBAhQDFAAAAAgAAAAhAIfzOSMTAAAA3AUAAAUAAAAAAAAAAAAAAIABAAAAAGEudHh0" +
    "UEsBAhQDFAAAAAAAAAAhAG7YlIMEAAAABAAAAAUAAAAAAAAAAAAAAIABNgAAAGIudHh0UEsFBgAAAAACAAIAZgAAAF0AAAAA" +
    "AA==",
  "base64",
);

test("members of a zip in the store are read out of it", async (t) => {
  const { blobs } = await temporaryStore(t);
  const { digest } = await blobs.put(bytesOf(zip));
  const members = await readZipDirectory(await blobAccess(blobs, digest));
  const read = members.map(async (member) => {
    const content = openContent({ from: "zip", blob: digest, member }, member.size, blobs);
    return (await collect(content, member.size)).toString();
  });
  assert.deepEqual(await Promise.all(read), ["spam ".repeat(300), "eggs"]);
});

test("an archive that is not in the store is named", async (t) => {
  const { blobs } = await temporaryStore(t);
  const blob = digestOf("wheel");
  await assert.rejects(blobAccess(blobs, blob), { code: "BLOB_MISSING", where: blob });
});
