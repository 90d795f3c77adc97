import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { configNames, findRoot } from "./find-root.ts";
import { makeFolder } from "./workspace.fixture.ts";

for (const name of configNames) {
  test(`finds ${name} from below`, async () => {
    const root = await makeFolder({ [name]: "", "services/a/image.ts": "" });
    const expected = { directory: root, configFile: join(root, name) };
    assert.deepEqual(findRoot(join(root, "services/a")), expected);
    assert.deepEqual(findRoot(root), expected);
  });
}

test("the nearest one counts", async () => {
  const root = await makeFolder({
    "cooper.config.ts": "",
    "examples/cooper.config.ts": "",
    "examples/a/b": "",
  });
  assert.equal(findRoot(join(root, "examples/a")).directory, join(root, "examples"));
});

test("without one, says what to do", async () => {
  const root = await makeFolder();
  assert.throws(() => findRoot(root), { code: "NO_WORKSPACE", where: root, hint: /cooper init/ });
});
