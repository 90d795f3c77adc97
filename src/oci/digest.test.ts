import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Digester, digestFromHex, digestOf, hexOf, isDigest, parseDigest } from "./digest.ts";

const empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

test("hashes bytes and text alike", () => {
  assert.equal(digestOf(""), empty);
  assert.equal(digestOf("ä"), digestOf(Buffer.from("ä", "utf8")));
  assert.equal(hexOf(digestOf("")), empty.slice(7));
});

test("a stream has the digest of the whole, however it is cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), (chunks) => {
      const digester = new Digester();
      for (const chunk of chunks) digester.update(chunk);
      const whole = Buffer.concat(chunks);
      assert.equal(digester.size, whole.length);
      assert.equal(digester.digest(), digestOf(whole));
    }),
  );
});

test("only sha256 in lower case is a digest", () => {
  assert.equal(parseDigest(empty), empty);
  assert.equal(digestFromHex(empty.slice(7).toUpperCase()), empty);
  const wrong = [
    "",
    "sha256:",
    empty.slice(0, -1),
    `${empty}0`,
    empty.toUpperCase(),
    `${empty}\n`,
    `sha512:${empty}`,
  ];
  for (const text of wrong) {
    assert.ok(!isDigest(text));
    assert.throws(() => parseDigest(text, "lock"), { code: "BAD_DIGEST", where: "lock" });
  }
  assert.ok(!isDigest(undefined));
});
