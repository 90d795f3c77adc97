import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, hexOf } from "../../oci/digest.ts";
import { releaseText } from "./archive.fixture.ts";
import { readRelease } from "./release.ts";

const digest = digestOf("packages");
const lines = [` ${hexOf(digest)}  8 main/binary-amd64/Packages.xz`];
const now = new Date("2026-11-20T00:00:00Z");
const expected = { suite: "bookworm", now, where: "InRelease" };
const date = "Date: Sat, 11 Jul 2026 10:16:37 UTC";

test("a Release file says when it was made and what it vouches for", () => {
  assert.deepEqual(readRelease(releaseText({ suite: "bookworm", lines }), expected), {
    date: "2026-07-11T10:16:37Z",
    byHash: true,
    files: new Map([["main/binary-amd64/Packages.xz", { digest, size: 8 }]]),
  });
});

test("another suite's file is refused", () => {
  assert.throws(() => readRelease(releaseText({ suite: "trixie", lines }), expected), {
    code: "RELEASE_WRONG_SUITE",
    message: /of trixie, not of bookworm/,
  });
});

const expiring = (until: string) =>
  releaseText({ suite: "bookworm", lines, fields: `${date}\nValid-Until: ${until}` });

test("a file past its date is refused, unless the mirror shows the past on purpose", () => {
  const old = expiring("Thu, 19 Nov 2026 23:59:59 UTC");
  assert.throws(() => readRelease(old, expected), { code: "RELEASE_EXPIRED", message: /19 Nov 2026/ });
  assert(readRelease(old, { ...expected, dated: true }));
  assert(readRelease(expiring("Fri, 20 Nov 2026 00:00:01 UTC"), expected));
});

test("a file with weak hashes only is refused", () => {
  const weak = releaseText({ suite: "bookworm", lines }).replace("SHA256:", "SHA1:");
  assert.throws(() => readRelease(weak, expected), { code: "RELEASE_WEAK_HASH" });
});

test("a file without a date, or with a hash that is none, is refused", () => {
  const undated = releaseText({ suite: "bookworm", lines, fields: "Suite: stable" });
  assert.throws(() => readRelease(undated, expected), { code: "BAD_RELEASE" });
  const odd = releaseText({ suite: "bookworm", lines: [" 12ab 8 main/binary-amd64/Packages.xz"] });
  assert.throws(() => readRelease(odd, expected), { code: "BAD_DIGEST" });
});
