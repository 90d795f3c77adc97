import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { run } from "../../core/process.ts";
import { digestOf } from "../../oci/digest.ts";
import { type CachedLibrary, formatLdCache } from "./ld-cache.ts";

const libraries: readonly CachedLibrary[] = [
  { soname: "libc.so.6", path: "/lib/x86_64-linux-gnu/libc.so.6", machine: "x86-64" },
  { soname: "libssl.so.3", path: "/lib/x86_64-linux-gnu/libssl.so.3", machine: "x86-64" },
  { soname: "ld-linux-x86-64.so.2", path: "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", machine: "x86-64" },
  { soname: "libssl.so.3", path: "/lib/libssl.so.3", machine: "x86-64" },
  { soname: "libcrypto.so.10", path: "/lib/x86_64-linux-gnu/libcrypto.so.10", machine: "x86-64" },
];

/** Reads a cache as the dynamic linker does: names and paths by their offsets. */
function entriesOf(cache: Buffer): [flags: number, soname: string, path: string][] {
  const text = (at: number) => cache.toString("latin1", at, cache.indexOf(0, at));
  return Array.from({ length: cache.readUInt32LE(20) }, (_, index) => {
    const at = 48 + index * 24;
    return [cache.readInt32LE(at), text(cache.readUInt32LE(at + 4)), text(cache.readUInt32LE(at + 8))];
  });
}

test("libraries stand in descending order, the first of a name", () => {
  const cache = formatLdCache(libraries);
  assert.equal(cache.toString("latin1", 0, 20), "glibc-ld.so.cache1.1");
  assert.deepEqual(entriesOf(cache), [
    [0x303, "libssl.so.3", "/lib/x86_64-linux-gnu/libssl.so.3"],
    [0x303, "libcrypto.so.10", "/lib/x86_64-linux-gnu/libcrypto.so.10"],
    [0x303, "libc.so.6", "/lib/x86_64-linux-gnu/libc.so.6"],
    [0x303, "ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"],
  ]);
});

test("the strings end where the header says", () => {
  const cache = formatLdCache(libraries);
  assert.equal(cache.length, 48 + 4 * 24 + cache.readUInt32LE(24));
});

test("libraries of arm64 carry its flag", () => {
  const cache = formatLdCache([{ soname: "libc.so.6", path: "/lib/libc.so.6", machine: "AArch64" }]);
  assert.deepEqual(entriesOf(cache), [[0xa03, "libc.so.6", "/lib/libc.so.6"]]);
});

test("the bytes stay as they are", () => {
  assert.equal(
    digestOf(formatLdCache(libraries)),
    "sha256:1da4028cf9aea9388641849e98c88bc0cb6ac7c145cb5c10b57c084adf5084cc",
  );
});

const ldconfig = "/sbin/ldconfig";

test("ldconfig reads it", { skip: !existsSync(ldconfig) }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "ld.so.cache");
  await writeFile(file, formatLdCache(libraries));
  const { stdout } = await run(ldconfig, ["-p", "-C", file]);
  assert.match(stdout, /^4 libs found/);
  assert.match(stdout, /^\tlibssl\.so\.3 \(libc6,x86-64\) => \/lib\/x86_64-linux-gnu\/libssl\.so\.3$/m);
});
