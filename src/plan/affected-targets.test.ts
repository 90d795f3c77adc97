import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { type AffectedContext, affectedTargets } from "./affected-targets.ts";
import { image, plan } from "./plan.fixture.ts";

const files = {
  "libs/base/image.ts": image("base", 'base: "distroless_python_base",'),
  "libs/text/a.py": "",
  "services/api/image.ts": image("api", 'base: "//libs/base",'),
  "services/top/image.ts": image("top", 'base: "api",'),
  "services/solo/image.ts": `import "../../tools/macros";\n${image("solo")}`,
  "tools/macros.ts": "export {};\n",
  "cooper.lock": "",
};

const { root, workspace, targets } = await plan(files);

/** Of the service alone, a file outside its folder decides too. */
const inputs: AffectedContext["inputs"] = async ({ name }) =>
  name === "solo" ? [join(root, "libs/text/a.py")] : [];

async function affectedBy(changed: readonly string[], more: Partial<AffectedContext> = {}) {
  const lockFile = join(root, "cooper.lock");
  const paths = changed.map((file) => join(root, file));
  const found = await affectedTargets(paths, { workspace, targets, lockFile, inputs, ...more });
  return found.map(({ name }) => name);
}

const cases: readonly [name: string, changed: readonly string[], expected: readonly string[]][] = [
  ["nothing", [], []],
  ["a file of no image", ["docs/readme.md"], []],
  ["a file in the folder", ["services/api/main.py"], ["api", "top"]],
  ["a folder that only begins alike", ["services/api-docs/x"], []],
  ["a base", ["libs/base/requirements.txt"], ["base", "api", "top"]],
  ["an input outside the folder", ["libs/text/a.py"], ["solo"]],
  ["a deleted file beside an input", ["libs/text/gone.py"], ["solo"]],
  ["what image.ts imports", ["tools/macros.ts"], ["solo"]],
  ["the configuration", ["cooper.config.ts"], ["base", "api", "solo", "top"]],
  ["the lock file", ["cooper.lock"], ["base", "api", "solo", "top"]],
];

for (const [name, changed, expected] of cases) {
  test(`${name} affects ${expected.join(", ") || "nothing"}`, async () => {
    assert.deepEqual(await affectedBy(changed), expected);
  });
}

test("where only a part of the lock file changed, what stands on it is affected", async () => {
  const lockChanged: AffectedContext["lockChanged"] = (base) =>
    base.from === "recipe" && base.recipe === "distroless_python_base";
  assert.deepEqual(await affectedBy(["cooper.lock"], { lockChanged }), ["base", "api", "top"]);
});
