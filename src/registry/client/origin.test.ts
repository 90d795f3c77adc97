import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopback, originOf, PlainHosts, resolveLocation } from "./origin.ts";

const plain = new PlainHosts(["plain.example:5000"]);

const origins: readonly [string, string][] = [
  ["ghcr.io", "https://ghcr.io/"],
  ["docker.io", "https://registry-1.docker.io/"],
  ["localhost:5000", "http://localhost:5000/"],
  ["127.0.0.1", "http://127.0.0.1/"],
  ["[::1]:5000", "http://[::1]:5000/"],
  ["plain.example:5000", "http://plain.example:5000/"],
  ["plain.example", "https://plain.example/"],
];

for (const [registry, origin] of origins) {
  test(`${registry} is asked at ${origin}`, () => assert.equal(originOf(registry, plain).href, origin));
}

for (const registry of ["", "a b", "ghcr.io/owner", "user@ghcr.io"]) {
  test(`"${registry}" is no registry`, () => {
    assert.throws(() => originOf(registry, plain), { code: "BAD_REGISTRY" });
  });
}

test("names that only look like this machine are others", () => {
  for (const host of ["localhost.example", "127.0.0.1.example", "10.0.0.1", "::1"]) {
    assert.equal(isLoopback(host), false, host);
  }
});

test("what is in the clear is refused, but where it is meant", () => {
  assert.throws(() => plain.check(new URL("http://store.example/?sig=s"), "ghcr.io"), {
    code: "REGISTRY_PROTOCOL",
    where: "http://store.example/?sig=***",
  });
  assert.throws(() => plain.check(new URL("file:///etc/passwd"), "ghcr.io"), { code: "REGISTRY_PROTOCOL" });
  for (const url of ["http://127.0.0.1:1/", "http://plain.example:5000/", "https://store.example/"]) {
    assert.equal(plain.check(new URL(url), "ghcr.io").href, url);
  }
});

const origin = new URL("https://registry.example/");
const base = new URL("https://registry.example/v2/a/blobs/uploads/");
const locations: readonly [string, string | undefined][] = [
  ["/v2/a/blobs/uploads/1?s=a%2Fb", "https://registry.example/v2/a/blobs/uploads/1?s=a%2Fb"],
  ["1", "https://registry.example/v2/a/blobs/uploads/1"],
  ["https://store.example/1", "https://store.example/1"],
  ["http://registry.example/v2/x?s=1", "https://registry.example/v2/x?s=1"],
  ["http://store.example/1", "http://store.example/1"],
  ["http://", undefined],
];

for (const [location, url] of locations) {
  test(`the Location ${location}`, () => assert.equal(resolveLocation(location, base, origin)?.href, url));
}
