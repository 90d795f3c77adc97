import assert from "node:assert/strict";
import { test } from "node:test";
import { routeOf } from "./route.ts";

const cases: readonly [string, ReturnType<typeof routeOf>][] = [
  ["/v2/", { kind: "base" }],
  ["/v2", { kind: "base" }],
  ["/v2/_catalog", { kind: "catalog" }],
  ["/v2/a/manifests/latest", { kind: "manifest", repository: "a", id: "latest" }],
  ["/v2/a/b/c/manifests/1.0", { kind: "manifest", repository: "a/b/c", id: "1.0" }],
  ["/v2/a/manifests/sha256%3Aab", { kind: "manifest", repository: "a", id: "sha256:ab" }],
  ["/v2/a/blobs/sha256:ab", { kind: "blob", repository: "a", id: "sha256:ab" }],
  ["/v2/manifests/manifests/x", { kind: "manifest", repository: "manifests", id: "x" }],
  ["/v2/a/tags/list", { kind: "tags", repository: "a" }],
  ["/v2/tags/list/tags/list", { kind: "tags", repository: "tags/list" }],
  ["/v2/a/referrers/sha256:ab", { kind: "referrers", repository: "a", id: "sha256:ab" }],
  ["/v2/a/blobs/uploads/", { kind: "uploads", repository: "a" }],
  ["/v2/a/blobs/uploads", { kind: "uploads", repository: "a" }],
  ["/v2/a/blobs/uploads/1-2", { kind: "upload", repository: "a", id: "1-2" }],
  ["/v2/blobs/uploads/blobs/uploads/", { kind: "uploads", repository: "blobs/uploads" }],
  ["/v2/manifests/x", undefined],
  ["/v1/a/blobs/sha256:ab", undefined],
  ["/v2/a/manifests/%zz", undefined],
  ["/", undefined],
];

for (const [path, route] of cases) {
  test(`the route of ${path}`, () => assert.deepEqual(routeOf(path), route));
}

for (const name of ["A", "a//b", "..", "a/../b", `${"a/".repeat(127)}aa`, "-a"]) {
  test(`the name ${name.slice(0, 20)} is refused`, () => {
    assert.throws(() => routeOf(`/v2/${name}/tags/list`), { code: "NAME_INVALID", status: 400 });
  });
}
