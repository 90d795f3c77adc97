import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CooperError } from "../../core/error.ts";
import { digestOf } from "../../oci/digest.ts";
import { formatLock } from "./format-lock.ts";
import { exampleLock, examplePackage } from "./lock.fixture.ts";
import type { LockedImage, LockFile } from "./lock-file.ts";
import { parseLock } from "./parse-lock.ts";

const image: LockedImage = {
  index: digestOf("index"),
  platforms: new Map([["linux/amd64", digestOf("amd64")]]),
  contents: new Map([
    [
      "linux/amd64",
      {
        sizes: [7_377_531, 0, 12],
        facts: {
          os: { id: "alpine", version: "3.19.4" },
          libc: { family: "musl", version: "1.2" },
          python: { version: "3.13.1", executable: "/usr/local/bin/python3.13", distributions: [] },
        },
      },
    ],
  ]),
};
const lock: LockFile = {
  ...exampleLock({ libc6: "2.36-9+deb12u10", libssl3: "3.0.17-1~deb12u2" }),
  images: new Map([["docker.io/library/alpine:3.19", image]]),
};
const text = formatLock(lock);

test("a lock file says one package a line, architectures side by side", () => {
  const names = [...text.matchAll(/^ {2}package (\S+) (\S+)/gm)].map(([, name, arch]) => `${name} ${arch}`);
  assert.deepEqual(names, ["libc6 amd64", "libc6 arm64", "libssl3 amd64", "libssl3 arm64"]);
});

test("what was written is read back", () => {
  assert.deepEqual(parseLock(text, "cooper.lock"), lock);
});

test("line ends of Windows and blank lines do not matter", () => {
  assert.deepEqual(parseLock(text.replaceAll("\n", "\r\n\r\n"), "cooper.lock"), lock);
});

test("an architecture-independent package keeps its own architecture", () => {
  const base = lock.bases.get("debian12/cc");
  assert(base);
  const packages = new Map([["arm64", [examplePackage("tzdata", "2025b-0", "all")]]]);
  const independent = { ...lock, bases: new Map([["debian12/cc", { ...base, packages }]]) };
  assert.deepEqual(parseLock(formatLock(independent), "cooper.lock"), independent);
});

test("any set of names and versions survives", () => {
  const name = fc.stringMatching(/^[a-z0-9][a-z0-9.+-]{1,12}$/);
  const version = fc.stringMatching(/^[0-9][A-Za-z0-9.+~-]{0,12}$/);
  fc.assert(
    fc.property(fc.dictionary(name, version, { minKeys: 1, maxKeys: 5, noNullPrototype: true }), (all) => {
      const versions = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
      // Keys that look like numbers come first in any object, whatever the order they were added in.
      fc.pre(!Object.keys(versions).some((key) => /^\d+$/.test(key)));
      assert.deepEqual(parseLock(formatLock(exampleLock(versions)), "cooper.lock"), exampleLock(versions));
    }),
    { numRuns: 50 },
  );
});

const broken: [what: string, from: RegExp, to: string, line: number, why: RegExp][] = [
  ["the version", /cooper-lock 1/, "cooper-lock 2", 2, /format 2 is unknown/],
  ["the heading", /cooper-lock 1/, "{", 2, /does not begin/],
  ["a section", /^base .*$/m, "", 5, /outside of a base/],
  ["a keyword", /^ {2}request/m, "  requets", 5, /"requets" is no part of a base/],
  ["a digest", /^( {2}request sha256:)../m, "$1XY", 5, /not a sha256 digest/],
  ["the request", /^ {2}request.*$/m, "", 4, /has no request/],
  ["a date", /2026-07-11T/, "yesterday", 6, /"yesterday10:16:37Z" is not a date/],
  ["a signer", /4D64FEC1/, "someone", 6, /fingerprint/],
  ["an archive", /bookworm debian /, "bookworm elsewhere ", 6, /not an archive/],
  ["a size", / libc6 1\d{3} /, " libc6 lots ", 7, /"lots" is not a size/],
  ["a word", /^( {2}package libc6 amd64 \S+) libc6/m, "$1", 7, /takes 8 words, not 7/],
  ["a path that climbs", /pool\/main\/l\/libc6/, "pool/../../libc6", 7, /not the path of package libc6/],
  ["a path elsewhere", /pool\/main/, "/etc", 7, /not the path of package libc6/],
  ["another package's path", /libc6_2.36/, "libc7_2.36", 7, /not the path of package libc6/],
  ["the architecture", /_amd64.deb/, "_i386.deb", 7, /not a package for amd64/],
  ["a package twice", /( {2}package libc6 amd64.*\n)/, "$1$1", 8, /libc6 is there twice for amd64/],
  ["a merge conflict at the top", /^/, "<<<<<<< HEAD\n", 1, /merge conflict/],
  ["a merge conflict", /^( {2}package libc6 arm64)/m, "<<<<<<< HEAD\n$1", 8, /merge conflict/],
  ["a base twice", /^image .*$/m, "base debian12/cc", 13, /base debian12\/cc is there twice/],
  ["a seal", /^( {2}seal sha256:)../m, "$1XY", 11, /not a sha256 digest/],
  ["an image's keyword", /^ {2}index/m, "  request", 14, /"request" is no part of an image/],
];

for (const [what, from, to, line, why] of broken) {
  test(`a lock file broken in ${what} names the line`, () => {
    const changed = text.replace(from, to);
    assert.notEqual(changed, text);
    assert.throws(
      () => parseLock(changed, "cooper.lock"),
      (error) =>
        error instanceof CooperError &&
        error.code === "BAD_LOCK" &&
        error.where === `cooper.lock:${line}` &&
        why.test(error.message) &&
        /cooper lock/.test(error.hint ?? ""),
    );
  });
}

test("an empty file is not a lock file", () => {
  assert.throws(() => parseLock("", "cooper.lock"), { code: "BAD_LOCK", where: "cooper.lock" });
});
