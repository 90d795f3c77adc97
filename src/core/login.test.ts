import assert from "node:assert/strict";
import { test } from "node:test";
import { basicAuthorization, loginIn } from "./login.ts";

test("a login is read from a URL without its percent-encoding", () => {
  assert.deepEqual(loginIn(new URL("https://a%40b:50%25@example.com/")), {
    username: "a@b",
    password: "50%",
  });
  assert.deepEqual(loginIn(new URL("https://token@example.com/")), { username: "token", password: "" });
  assert.equal(loginIn(new URL("https://example.com/")), undefined);
});

test("a login is sent as UTF-8", () => {
  assert.equal(basicAuthorization({ username: "Aladdin", password: "ö" }), "Basic QWxhZGRpbjrDtg==");
});
