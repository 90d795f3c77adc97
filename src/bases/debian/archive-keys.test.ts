import assert from "node:assert/strict";
import { test } from "node:test";
import { readKey } from "openpgp";
import { pinnedKeys } from "./archive-keys.ts";
import type { DebianRelease } from "./package-request.ts";
import { suitesOf } from "./suite.ts";

const releases: readonly DebianRelease[] = ["bookworm", "trixie"];

test("each suite has public keys, and each file has the key it is pinned to", async () => {
  for (const suite of releases.flatMap(suitesOf)) {
    const keys = await pinnedKeys(suite);
    assert(keys.length >= 2, suite.name);
    for (const { fingerprint, armored } of keys) {
      const key = await readKey({ armoredKey: armored });
      assert.equal(key.getFingerprint().toUpperCase(), fingerprint);
      assert.equal(key.isPrivate(), false);
    }
  }
});
