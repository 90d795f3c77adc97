import assert from "node:assert/strict";
import { test } from "node:test";
import { CooperError } from "../../../core/error.ts";
import { HttpError } from "../../../core/http.ts";
import { indexFailure } from "./index-client.ts";

const index = { url: "https://me:geheim@index.example/simple", origin: "/etc/pip.conf" };
const url = "https://me:geheim@index.example/simple/foo/";

test("what goes wrong on the way to an index is told in its terms", () => {
  const unreachable = new CooperError("index.example cannot be reached: ECONNREFUSED", {
    code: "UNREACHABLE",
    retryable: true,
  });
  const cases: [error: CooperError, code: string, message: RegExp][] = [
    [
      unreachable,
      "INDEX_UNREACHABLE",
      /^the package index https:\/\/\*\*\*@index\.example\/simple \(from \/etc\/pip\.conf\) cannot be used: .*ECONNREFUSED$/,
    ],
    [new HttpError(url, 503), "INDEX_UNREACHABLE", /answered 503/],
    [new HttpError(url, 403), "INDEX_REFUSED", /answered 403/],
  ];
  for (const [error, code, message] of cases) {
    const failure = indexFailure(error, url, index);
    assert.ok(failure instanceof CooperError);
    assert.equal(failure.code, code);
    assert.match(failure.message, message);
    assert.equal(failure.cause, error);
    assert.ok(failure.hint);
    assert.ok(!`${failure.message}${failure.where}${failure.hint}`.includes("geheim"));
  }
});

test("what is not the network's doing stays as it is", () => {
  const full = new CooperError("the disk is full", { code: "DISK_FULL" });
  assert.equal(indexFailure(full, url, index), full);
  const abort = new DOMException("stopped", "AbortError");
  assert.equal(indexFailure(abort, url, index), abort);
});
