import assert from "node:assert/strict";
import { test } from "node:test";
import { dockerHub, ecr, gar, ghcr, localImageName, registry } from "./registry-location.ts";

const place = { project: "acme", location: "europe-west3", repository: "images" };

const cases: readonly [location: Parameters<typeof localImageName>[1], expected: string][] = [
  [undefined, "todost:latest"],
  [ghcr("AlbeOrla"), "ghcr.io/albeorla/todost:latest"],
  [ghcr("acme", (name) => `mono/${name}-image`), "ghcr.io/acme/mono/todost-image:latest"],
  [registry("registry.example:5000/team/"), "registry.example:5000/team/todost:latest"],
  [dockerHub("acme"), "docker.io/acme/todost:latest"],
  [
    ecr({ account: "123456789012", region: "eu-central-1" }),
    "123456789012.dkr.ecr.eu-central-1.amazonaws.com/todost:latest",
  ],
  [
    ecr({ account: "123456789012", region: "cn-north-1" }, (name) => `team/${name}`),
    "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/team/todost:latest",
  ],
  [gar(place), "europe-west3-docker.pkg.dev/acme/images/todost:latest"],
  [
    gar({ ...place, project: "example.com:acme" }),
    "europe-west3-docker.pkg.dev/example.com/acme/images/todost:latest",
  ],
];

for (const [location, expected] of cases) {
  test(`an image is called ${expected}`, () => assert.equal(localImageName("todost", location), expected));
}

for (const prefix of ["", "ghcr.io/a b", "https://ghcr.io/acme", "ghcr.io//acme"]) {
  test(`"${prefix}" is no registry`, () => assert.throws(() => registry(prefix), { code: "BAD_REGISTRY" }));
}
test("a repository that is no text is refused", () => {
  for (const repository of [5, undefined, Promise.resolve("registry.example/todost")]) {
    const location = { repository: () => repository as never };
    assert.throws(() => localImageName("todost", location), { code: "NO_REPOSITORY_NAME" });
  }
});
