import assert from "node:assert/strict";
import { userInfo } from "node:os";
import { test } from "node:test";
import { homeFolder } from "./home-folder.ts";

test("HOME is the user's home", () => assert.equal(homeFolder({ HOME: "/home/me" }), "/home/me"));

for (const env of [{}, { HOME: "" }]) {
  test(`with ${JSON.stringify(env)} the system is asked, and the home is no relative path`, () => {
    assert.equal(homeFolder(env), userInfo().homedir);
  });
}
