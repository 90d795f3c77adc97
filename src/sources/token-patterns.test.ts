import assert from "node:assert/strict";
import { test } from "node:test";
import { findToken } from "./token-patterns.ts";

/** Put together here, so that no detector finds them in this repository. */
const of = (letters: string, length: number) => letters.repeat(length).slice(0, length);
const lines = `${of("Ab3+", 64)}\n${of("Cd4/", 64)}`;

const secrets: readonly [kind: string, text: string][] = [
  ["a PGP private key", `-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----\nVersion: 1\n\n${lines}\n`],
  [
    "a PuTTY private key",
    `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 2\n${lines}\nPrivate-Lines: 1\n`,
  ],
  ["an age private key", `AGE-SECRET-KEY-${"1"}${of("QPZRY9X8", 58)}`],
  ["a token of a Python package index", `password = pypi-${"AgE"}${of("IcHlwaS5v", 80)}`],
  ["a Hugging Face token", `HF_TOKEN=hf_${of("aBcDe", 34)}`],
  ["a DigitalOcean token", `dop_${"v1"}_${of("0123456789abcdef", 64)}`],
  ["an Azure storage key", `AccountName=x;AccountKey=${of("aB3+/", 86)}==;EndpointSuffix=host`],
  ["a login to registries", `{"auths": {"registry.internal": {"auth": "${of("dXNlcjpw", 24)}"}}}`],
  ["a password for a broker or cache", `CACHE = "redis://:${of("x9Kq", 16)}@cache.internal:6379/0"`],
  ["a password for a broker or cache", `amqps://shop:${of("x9Kq", 16)}@queue.internal/`],
];

for (const [kind, text] of secrets) {
  test(`${kind} is found where it begins`, () => {
    assert.deepEqual(findToken(`é = 1\n${text}`), {
      index: 6 + text.search(/-----|PuTTY|AGE|pypi|hf_|dop_|AccountKey|"auths"|redis:|amqps:/),
      kind,
    });
  });
}

const harmless = [
  `gpg = "-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----"\nif line == gpg:\n    return key\n`,
  "redis://:$" + "{REDIS_PASSWORD}@cache.internal",
  "redis://user:<password>@cache.internal",
  "redis://:long-enough-password@localhost:6379",
  "amqp://guest:guest@queue.internal",
  "amqp://myuser:mypassword@queue.internal",
  "redis://cache.internal:6379/0",
  `{"auths": {"registry.internal": {}}}`,
  "AccountKey=secret",
  "hf_hub_download",
];

for (const text of harmless) {
  test(`${JSON.stringify(text)} is none`, () => assert.equal(findToken(text), undefined));
}

test("a hostile text takes no longer than a long one", () => {
  const begin = `-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----`;
  for (const part of [
    begin,
    `${begin}\n`,
    "redis://:",
    '"auths": {',
    "PuTTY-User-Key-File-3: \n",
    " \n",
    "a: \n",
  ]) {
    const started = performance.now();
    findToken(begin + part.repeat(2 ** 20 / part.length));
    assert.ok(performance.now() - started < 5000, part);
  }
});
