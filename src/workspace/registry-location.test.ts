import assert from "node:assert/strict";
import { test } from "node:test";
import { ghcr, localImageName, registry } from "./registry-location.ts";

const cases: readonly [location: Parameters<typeof localImageName>[1], expected: string][] = [
  [undefined, "todost:latest"],
  [ghcr("AlbeOrla"), "ghcr.io/albeorla/todost:latest"],
  [registry("registry.example:5000/team/"), "registry.example:5000/team/todost:latest"],
];

for (const [location, expected] of cases) {
  test(`an image is called ${expected}`, () => assert.equal(localImageName("todost", location), expected));
}
