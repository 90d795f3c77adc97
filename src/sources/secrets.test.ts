import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { MemoryRecords } from "../../test/support/memory-records.ts";
import { CooperError } from "../core/error.ts";
import { digestOf } from "../oci/digest.ts";
import type { RecordStore } from "../store/blob-store.ts";
import { secretName } from "./secret-name.ts";
import { refuseSecrets } from "./secrets.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cooper-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Put together here, so that no detector finds them in this repository. */
const githubToken = `ghp_${"wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"}`;
const { privateKey, publicKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

interface ScanOptions {
  readonly allow?: string[];
  readonly records?: RecordStore;
}

function scan(
  files: Readonly<Record<string, string | Buffer>>,
  { allow = [], records = new MemoryRecords() }: ScanOptions = {},
) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return refuseSecrets({
    files: Object.keys(files).map((path) => join(folder, path)),
    folder,
    root: dirname(folder),
    scope: "//svc",
    allow,
    records,
    fileDigest: async (path) => digestOf(await readFile(path)),
  });
}

describe("names", () => {
  const secrets = [
    ".env",
    ".env.production",
    "a/id_rsa",
    ".netrc",
    ".pypirc",
    "kubeconfig",
    "a/.kube/config",
  ];
  const more = [
    ".aws/credentials",
    "credentials.json",
    "client_secret_1.json",
    "key.p12",
    "terraform.tfstate",
  ];
  const harmless = [".env.example", ".env.sample", "id_rsa.pub", "config", "config.json", "environment.py"];
  const alsoHarmless = [
    "cert.pem",
    "credentials.py",
    "credentials.example.json",
    "tests/credentials",
    "dist.env.py",
  ];
  for (const path of [...secrets, ...more]) {
    test(`${path} looks like a secret`, () => assert.equal(typeof secretName(path), "string"));
  }
  for (const path of [...harmless, ...alsoHarmless]) {
    test(`${path} is harmless`, () => assert.equal(secretName(path), undefined));
  }
});

test("a token in a text stops the build with its line, and is not repeated", async () => {
  const content = `import os\n\nTOKEN = "${githubToken}"\n`;
  await assert.rejects(scan({ "app/main.py": content }), (error) => {
    assert(error instanceof CooperError);
    assert.equal(error.code, "SECRET_FOUND");
    assert.equal(error.where, `${join(folder, "app/main.py")}:3`);
    assert.match(error.message, /github token/);
    assert.match(error.hint ?? "", /allowSecrets: \["app\/main\.py"\]/);
    assert(!`${error.message}${error.hint}`.includes(githubToken));
    return true;
  });
});

test("private keys are found in any file, also far into a large one and in binaries", async () => {
  await assert.rejects(scan({ "server.pem": privateKey }), { code: "SECRET_FOUND" });
  await assert.rejects(scan({ "x.bin": Buffer.concat([Buffer.alloc(100), Buffer.from(privateKey)]) }), {
    code: "SECRET_FOUND",
  });
  const large = `${"0123456789abcde\n".repeat(100_000)}${privateKey}`;
  await assert.rejects(scan({ "large.txt": large }), { where: `${join(folder, "large.txt")}:100001` });
});

test("public keys, the text of programs that read keys and ordinary files pass", async () => {
  const files = {
    "key.pem": publicKey,
    "pem.py": 'HEAD = "-----BEGIN PRIVATE KEY-----"\nif line == HEAD:\n    key = read()\n',
    "config.yaml": "database: sqlite:///data.db\ntoken_lifetime: 3600\n",
    ".env.example": "PASSWORD=\n",
  };
  await assert.doesNotReject(scan(files));
});

test("what is allowed passes", async () => {
  const files = { ".env": "A=1", "tests/key.pem": privateKey };
  await assert.rejects(scan(files), { code: "SECRET_FOUND" });
  await assert.doesNotReject(scan(files, { allow: [".env", "tests/**"] }));
});

test("contents that were found clean are not read again", async () => {
  const records = new MemoryRecords();
  await scan({ "a.py": "a = 1\n" }, { records });
  const files = [join(folder, "a.py")];
  rmSync(join(folder, "a.py"));
  const fileDigest = async () => digestOf("a = 1\n");
  await refuseSecrets({ files, folder, root: folder, scope: "//svc", allow: [], records, fileDigest });
});
