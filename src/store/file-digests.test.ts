import assert from "node:assert/strict";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { digestOf } from "../oci/digest.ts";
import { FileDigests } from "./file-digests.ts";
import { temporaryFolder } from "./testing/temporary-store.ts";

/** A clock by which everything written so far has settled. */
const later = () => Date.now() + 60_000;

/** Writes wrong digests into a saved cache, so that a test sees where an answer comes from. */
function poison(cache: string): void {
  writeFileSync(cache, readFileSync(cache, "utf8").replaceAll(/sha256:.{64}/g, digestOf("poison")));
}

test("an unchanged file is not read again, in this process or the next", async (t) => {
  const folder = await temporaryFolder(t);
  const [file, cache] = [join(folder, "f"), join(folder, "cache")];
  writeFileSync(file, "one");
  const digests = FileDigests.open(cache, later);
  assert.equal(await digests.digest(file), digestOf("one"));
  await digests.save();
  poison(cache);
  assert.equal(await FileDigests.open(cache, later).digest(file), digestOf("poison"));
});

test("a change that keeps size and mtime is seen", async (t) => {
  const folder = await temporaryFolder(t);
  const file = join(folder, "f");
  writeFileSync(file, "one");
  utimesSync(file, 1000, 1000);
  const digests = FileDigests.open(join(folder, "cache"), later);
  await digests.digest(file);
  writeFileSync(file, "two");
  utimesSync(file, 1000, 1000);
  assert.equal(await digests.digest(file), digestOf("two"));
});

test("a file that has only just changed is not remembered", async (t) => {
  const folder = await temporaryFolder(t);
  const [file, cache] = [join(folder, "f"), join(folder, "cache")];
  writeFileSync(file, "one");
  const digests = FileDigests.open(cache);
  await digests.digest(file);
  await digests.save();
  assert.equal(existsSync(cache), false);
});

test("a large file is hashed in a stream", async (t) => {
  const folder = await temporaryFolder(t);
  const content = Buffer.alloc(3_000_000, "abc");
  writeFileSync(join(folder, "f"), content);
  const digests = FileDigests.open(join(folder, "cache"));
  assert.equal(await digests.digest(join(folder, "f")), digestOf(content));
});

for (const text of ["", "[", "null", '{"F":1}', '{"F":["x","y"]}', '{"F":[]}', '{"F":null}']) {
  test(`a cache that says ${JSON.stringify(text)} does no harm`, async (t) => {
    const folder = await temporaryFolder(t);
    const [file, cache] = [join(folder, "f"), join(folder, "cache")];
    writeFileSync(file, "one");
    writeFileSync(cache, text.replace('"F"', JSON.stringify(file)));
    assert.equal(await FileDigests.open(cache).digest(file), digestOf("one"));
  });
}

test("a file that is not there fails", async (t) => {
  const folder = await temporaryFolder(t);
  await assert.rejects(FileDigests.open(join(folder, "c")).digest(join(folder, "f")), { code: "ENOENT" });
});
