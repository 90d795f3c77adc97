import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readCredentials, withoutLogin } from "./credentials.ts";
import { parseNetrc } from "./netrc.ts";

test("a netrc file is read word by word", () => {
  const logins = parseNetrc(
    `# comment machine x
machine one.example login u password "p w\\"q"
machine two.example
  login v account ignored
  password secret
macdef init
  machine evil.example login x password y

machine one.example login second password second
default login anonymous password me`,
  );
  assert.deepEqual(Object.fromEntries(logins), {
    "one.example": { username: "u", password: 'p w"q' },
    "two.example": { username: "v", password: "secret" },
    default: { username: "anonymous", password: "me" },
  });
});

test("a login goes to the host it was written for", async (t) => {
  const home = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(home, { recursive: true }));
  await writeFile(join(home, ".netrc"), "machine files.example login n password s");
  const index = { url: "https://user%40corp:p%3Ass@index.example:8443/simple", origin: "PIP_INDEX_URL" };
  const authorize = await readCredentials([index], { HOME: home });
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  assert.equal(authorize("https://index.example:8443/other"), basic("user@corp:p:ss"));
  assert.equal(authorize("https://index.example/other"), undefined);
  assert.equal(authorize("https://files.example/a.whl"), basic("n:s"));
  assert.equal(authorize("https://elsewhere.example/"), undefined);
  assert.equal(authorize("https://a:b@files.example/"), basic("a:b"));
  assert.equal(withoutLogin(index.url), "https://index.example:8443/simple");
});
