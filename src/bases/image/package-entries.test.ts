import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "../../oci/digest.ts";
import type { Deb, DebEntry } from "./deb.ts";
import { packageEntries } from "./package-entries.ts";

const file = { type: "file", mode: 0o644, uid: 0, gid: 0, mtime: 7, size: 5, offset: 512 } as const;

function debOf(entries: readonly DebEntry[], md5sums = ""): Deb {
  return {
    blobs: [digestOf("tar")],
    control: "Package: tiny\n",
    md5sums,
    entries,
    alternatives: [],
    libraries: [],
  };
}

test("files are runs of the package's tar, with all that the package says of them", () => {
  const [entry] = packageEntries("tiny", debOf([{ ...file, path: "usr/bin/x", mode: 0o4755 }]), () => true);
  assert.deepEqual(entry, {
    path: "usr/bin/x",
    type: "file",
    mode: 0o4755,
    uid: 0,
    gid: 0,
    mtime: 7,
    size: 5,
    source: { from: "blob", blob: digestOf("tar"), offset: 512, length: 5 },
  });
});

test("scanners find the package, and checksums of the files that are there", () => {
  const sums = ["a", "b"].map((digit) => digit.repeat(32));
  const deb = debOf([], `${sums[0]}  lib/x.so\n${sums[1]}  usr/share/doc/x\n`);
  const entries = packageEntries("tiny", deb, (path) => path === "usr/lib/x.so");
  const text = (path: string) => {
    const source = entries.find((entry) => entry.path === path)?.source;
    return source?.from === "bytes" ? Buffer.from(source.bytes).toString() : undefined;
  };
  assert.equal(text("var/lib/dpkg/status.d/tiny"), "Package: tiny\n");
  assert.equal(text("var/lib/dpkg/status.d/tiny.md5sums"), `${sums[0]}  usr/lib/x.so\n`);
});

test("a hard link to a file that is left out becomes that file", () => {
  const link = {
    ...file,
    path: "usr/bin/b",
    type: "hardlink",
    linkTarget: "usr/bin/a",
    size: 0,
    offset: 0,
  } as const;
  const deb = debOf([{ ...file, path: "usr/bin/a" }, link]);
  const [entry] = packageEntries("tiny", deb, (path) => path === "usr/bin/b");
  assert.equal(entry?.type, "file");
  assert.equal(entry?.path, "usr/bin/b");
  assert.equal(entry?.size, 5);
  const both = packageEntries("tiny", deb, () => true);
  assert.equal(both[1]?.linkTarget, "usr/bin/a");
});
