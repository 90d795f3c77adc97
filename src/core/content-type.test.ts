import assert from "node:assert/strict";
import { test } from "node:test";
import { contentTypeOf } from "./content-type.ts";

test("the media type of a body comes without its parameters", () => {
  assert.equal(contentTypeOf({ "content-type": "text/html ; charset=utf-8" }), "text/html");
  assert.equal(contentTypeOf({ "content-type": "application/json" }), "application/json");
  assert.equal(contentTypeOf({}), "");
});
