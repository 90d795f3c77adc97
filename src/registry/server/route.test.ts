import assert from "node:assert/strict";
import { test } from "node:test";
import { routeOf } from "./route.ts";

const cases: readonly [string, ReturnType<typeof routeOf>][] = [
  ["/v2/", { kind: "base" }],
  ["/v2", { kind: "base" }],
  ["/v2/a/manifests/latest", { kind: "manifest", repository: "a", reference: "latest" }],
  ["/v2/a/b/c/manifests/1.0", { kind: "manifest", repository: "a/b/c", reference: "1.0" }],
  ["/v2/a/manifests/sha256%3Aab", { kind: "manifest", repository: "a", reference: "sha256:ab" }],
  ["/v2/a/blobs/sha256:ab", { kind: "blob", repository: "a", digest: "sha256:ab" }],
  ["/v2/manifests/manifests/x", { kind: "manifest", repository: "manifests", reference: "x" }],
  ["/v2/manifests/x", undefined],
  ["/v2/a/tags/list", undefined],
  ["/v1/a/blobs/sha256:ab", undefined],
  ["/", undefined],
];

for (const [path, route] of cases) {
  test(`the route of ${path}`, () => assert.deepEqual(routeOf(path), route));
}

test("a path that is not valid percent-encoding has no route", () => {
  assert.equal(routeOf("/v2/a/manifests/%zz"), undefined);
});
