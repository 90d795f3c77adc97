import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { formatPlatform } from "../oci/platform.ts";
import { formatLabel } from "../workspace/label.ts";
import { loadWorkspace } from "../workspace/load-workspace.ts";
import { scope } from "../workspace/workspace.fixture.ts";
import { context, image, makeWorkspace, plan } from "./plan.fixture.ts";
import { resolveTargets } from "./resolve-targets.ts";

test("fills in every default", async () => {
  const { root, targets } = await plan({ "a/image.ts": image("a") });
  assert.partialDeepStrictEqual(targets[0], {
    label: { folder: "a", name: "a" },
    name: "a",
    directory: join(root, "a"),
    base: { from: "recipe", recipe: "distroless_python_nonroot" },
    platforms: [{ os: "linux", architecture: "amd64" }],
    time: 0,
  });
});

test("the workspace's defaults stand below what an image says", async () => {
  const { targets } = await plan(
    { "a/image.ts": image("a", 'env: { B: "own" },', 'budget: "2kB",'), "b/image.ts": image("b") },
    '{ platforms: ["linux/arm64"], defaults: { env: { A: "1", B: "2" }, user: "1000", budget: "1kB" } }',
  );
  const [a, b] = targets;
  assert.deepEqual(a?.definition.fields.env, { A: "1", B: "own" });
  assert.equal(a?.definition.fields.user, "1000");
  assert.deepEqual([a?.budget, b?.budget], [2000, 1000]);
  assert.deepEqual(b?.platforms.map(formatPlatform), ["linux/arm64"]);
});

test("the time is that of the folder", async () => {
  const root = await makeWorkspace({ "a/image.ts": image("a") });
  const workspace = await loadWorkspace(root, scope);
  const times = new Map([[join(root, "a"), 42]]);
  assert.equal(resolveTargets(workspace, { ...context, times })[0]?.time, 42);
});

const bases: readonly [text: string, expected: object][] = [
  ["distroless_python_base", { from: "recipe", recipe: "distroless_python_base" }],
  ["//libs/base", { from: "target", label: { folder: "libs/base", name: "base" } }],
  ["//libs/base:base", { from: "target", label: { folder: "libs/base", name: "base" } }],
  ["base", { from: "target", label: { folder: "libs/base", name: "base" } }],
  ["../../libs/base", { from: "target", label: { folder: "libs/base", name: "base" } }],
  [
    "debian:12",
    { from: "registry", reference: { registry: "docker.io", repository: "library/debian", tag: "12" } },
  ],
  [
    "registry.example:5000/team/x",
    {
      from: "registry",
      reference: { registry: "registry.example:5000", repository: "team/x", tag: "latest" },
    },
  ],
];

for (const [text, expected] of bases) {
  test(`the base "${text}"`, async () => {
    const { targets } = await plan({
      "libs/base/image.ts": image("base"),
      "services/a/image.ts": image("a", `base: "${text}",`),
    });
    assert.deepEqual(targets.find(({ name }) => name === "a")?.base, expected);
  });
}

test("bases come before what stands on them", async () => {
  const { targets } = await plan({
    "a/image.ts": image("a", 'base: "//b",'),
    "b/image.ts": image("b", 'base: "//c",'),
    "c/image.ts": image("c"),
    "d/image.ts": image("d"),
  });
  assert.deepEqual(
    targets.map(({ label }) => formatLabel(label)),
    ["//c", "//b", "//a", "//d"],
  );
});

interface Failure {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly code: string;
  readonly where: string;
  readonly message?: RegExp;
  readonly hint?: RegExp;
}

const failures: readonly Failure[] = [
  {
    name: "a misspelt recipe",
    files: { "a/image.ts": image("a", 'base: "distroless_pyhton_nonroot",') },
    code: "UNKNOWN_BASE",
    where: "a/image.ts:5",
    hint: /"distroless_python_nonroot"/,
  },
  {
    name: "a misspelt target",
    files: { "a/image.ts": image("a", 'base: "//lib/base",'), "libs/base/image.ts": image("base") },
    code: "NO_SUCH_TARGET",
    where: "a/image.ts:5",
    hint: /"\/\/libs\/base"/,
  },
  {
    name: "a bad reference",
    files: { "a/image.ts": image("a", 'base: "Debian:12",') },
    code: "BAD_REFERENCE",
    where: "a/image.ts:5",
  },
  {
    name: "several targets",
    files: { "a/image.ts": image("a", 'base: "//...",'), "b/image.ts": image("b") },
    code: "AMBIGUOUS_TARGET",
    where: "a/image.ts:5",
  },
  {
    name: "a cycle",
    files: {
      "a/image.ts": image("a", 'base: "//b",'),
      "b/image.ts": image("b", 'base: "//c",'),
      "c/image.ts": image("c", 'base: "b",'),
    },
    code: "BASE_CYCLE",
    where: "b/image.ts:5",
    message: /: \/\/b → \/\/c → \/\/b$/,
  },
  {
    name: "an image as its own base",
    files: { "a/image.ts": image("a", 'base: ":a",') },
    code: "BASE_CYCLE",
    where: "a/image.ts:5",
    message: /: \/\/a → \/\/a$/,
  },
  {
    name: "a platform the base lacks",
    files: {
      "a/image.ts": image("a", 'base: "//b",', 'platforms: ["linux/amd64", "linux/arm64"],'),
      "b/image.ts": image("b"),
    },
    code: "PLATFORM_NOT_OFFERED",
    where: "a/image.ts:6",
    message: /^\/\/a is for linux\/arm64, which its base \/\/b is not$/,
  },
  {
    name: "a health check without a port",
    files: { "a/image.ts": image("a", "ports: [1, 2],", 'healthcheck: { http: "/" },') },
    code: "HEALTHCHECK_PORT",
    where: "a/image.ts:6",
  },
];

for (const { name, files, where, ...expected } of failures) {
  test(`${name}: ${expected.code}`, async () => {
    const root = await makeWorkspace(files);
    const workspace = await loadWorkspace(root, scope);
    assert.throws(() => resolveTargets(workspace, context), { ...expected, where: join(root, where) });
  });
}
