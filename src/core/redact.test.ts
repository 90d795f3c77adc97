import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { redactUrl } from "./redact.ts";

test("passwords and credentials do not reach a log", () => {
  const cases: [string, string][] = [
    ["https://mirror.example/a?b=c", "https://mirror.example/a?b=c"],
    ["https://user:secret@mirror.example/", "https://***@mirror.example/"],
    ["https://token@mirror.example/", "https://***@mirror.example/"],
    ["https://a.example/?access_token=s&x=1", "https://a.example/?access_token=***&x=1"],
    ["https://a.example/?X-Amz-Signature=s", "https://a.example/?X-Amz-Signature=***"],
    ["https://a.example/?verify=1-s&_state=s&n=1", "https://a.example/?verify=***&_state=***&n=1"],
    ["https://a.example/?api_key=s&api_key=t", "https://a.example/?api_key=***"],
    ["not a url", "not a url"],
    ["http://u:secret@[bad/path", "http://***@[bad/path"],
  ];
  for (const [url, shown] of cases) assert.equal(redactUrl(url), shown);
});

test("a URL object is left as it was", () => {
  const url = new URL("https://user:secret@mirror.example/?token=s");
  redactUrl(url);
  assert.equal(url.password, "secret");
});

test("no password survives, whatever it is made of", () => {
  const secret = fc.stringMatching(/^[a-zA-Z0-9!$&'()*+,;=._~-]{8,20}$/).map((text) => `Q${text}Q`);
  fc.assert(
    fc.property(secret, (text) => {
      assert.ok(
        !redactUrl(`https://u:${text}@a.example/p?password=${encodeURIComponent(text)}`).includes(text),
      );
    }),
  );
});
