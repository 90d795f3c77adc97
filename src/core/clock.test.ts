import assert from "node:assert/strict";
import { test } from "node:test";
import { rfc3339, sourceDateEpoch } from "./clock.ts";

test("SOURCE_DATE_EPOCH counts where it is a whole number", () => {
  const of = (text?: string) => sourceDateEpoch(text === undefined ? {} : { SOURCE_DATE_EPOCH: text });
  assert.equal(of("0"), 0);
  assert.equal(of("1700000000"), 1_700_000_000);
  for (const text of [undefined, "", " 1", "1.5", "-1", "1e3", "now"])
    assert.equal(of(text), undefined, text);
});

test("times are written in UTC with whole seconds", () => {
  assert.equal(rfc3339(0), "1970-01-01T00:00:00Z");
  assert.equal(rfc3339(1_700_000_000), "2023-11-14T22:13:20Z");
});
