import assert from "node:assert/strict";
import { test } from "node:test";
import { defineBase } from "./define-base.ts";
import { packageRequest } from "./family.ts";
import { findRecipe, recipeNames } from "./recipe.ts";

const names: readonly (readonly [name: string, lock: string, user: string, debug: boolean])[] = [
  ["distroless_static_base", "debian12/static", "0", false],
  ["distroless_base_nonroot", "debian12/base", "65532", false],
  ["distroless_base_base", "debian12/base", "0", false],
  ["distroless_cc", "debian12/cc", "65532", false],
  ["distroless_cc_debug", "debian12/cc", "0", true],
  ["distroless_cc_debian13_debug_nonroot", "debian13/cc", "65532", true],
  ["distroless_python_base", "debian12/python3.11", "0", false],
  ["distroless_python_nonroot", "debian12/python3.11", "65532", false],
  ["distroless_python_debug", "debian12/python3.11", "0", true],
  ["distroless_python3.11_nonroot", "debian12/python3.11", "65532", false],
  ["distroless_python3.13_nonroot", "debian13/python3.13", "65532", false],
  ["distroless_python313_debug", "debian13/python3.13", "0", true],
];

for (const [name, lock, user, debug] of names) {
  test(`${name} is ${lock} as user ${user}`, () => {
    const { family, variant } = findRecipe(name);
    assert.deepEqual([family.id, variant.user, variant.debug], [lock, user, debug]);
  });
}

test("every name that is listed is found", () => {
  const custom = [defineBase({ name: "media", packages: ["ffmpeg"] })];
  for (const name of recipeNames(custom)) assert.equal(findRecipe(name, custom).name, name);
  assert.ok(recipeNames(custom).includes("media_debug"));
  assert.ok(recipeNames().includes("distroless_python_nonroot"));
});

test("a misspelt name is told with the nearest one", () => {
  assert.throws(() => findRecipe("distroless_pyton_nonroot"), {
    code: "UNKNOWN_RECIPE",
    exitStatus: 2,
    hint: 'Did you mean "distroless_python_nonroot"?',
  });
  assert.throws(() => findRecipe("qwertyuiop-asdfgh"), { hint: /Known are distroless_static/ });
});

test("a higher family asks for what the lower ones have, and for the shell once", () => {
  const { packages, without, release } = packageRequest(findRecipe("distroless_python").family, ["amd64"]);
  for (const name of ["base-files", "libc6", "libssl3", "libstdc++6", "libpython3.11-stdlib"]) {
    assert.ok(packages.includes(name), name);
  }
  assert.equal(packages.filter((name) => name === "busybox-static").length, 1);
  assert.equal(release, "bookworm");
  const reasons = Object.values(without).map((reason) => (typeof reason === "string" ? reason : reason.why));
  assert.ok(reasons.every((reason) => reason.length > 20));
});

test("what Python does without comes along where another package needs it", () => {
  const { without } = packageRequest(findRecipe("distroless_python").family, ["amd64"]);
  for (const name of ["libtirpc3", "libnsl2", "awk", "openssl"])
    assert.equal(typeof without[name], "object", name);
  assert.equal(typeof without.debconf, "string");
});
