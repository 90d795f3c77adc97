import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { tryRun } from "../../src/core/process.ts";
import { cooper, examples, tryCooper } from "./support/cooper.ts";
import { lacking } from "./support/tools.ts";
import { commitAll, temporaryFolder, temporaryWorkspace } from "./support/workspace.ts";

const noGo = await lacking("go", "version");
const source = `https://github.com/owner/cooper@${"0123456789".repeat(4)}`;
const workflow = join(".github", "workflows", "container-publish.yml");

async function workspaceFor(registry: string) {
  const folder = await temporaryWorkspace(
    { after },
    {
      "mono/cooper.config.ts": `import { defineWorkspace, ghcr, registry } from "cooper";
export default defineWorkspace({ registry: ${registry} });
`,
      "mono/todost/image.ts":
        'import { pyImage } from "cooper";\nexport default pyImage({ name: "todost", main: "main.py" });\n',
    },
  );
  await commitAll(folder);
  return { folder, surroundings: { workspace: join(folder, "mono"), store: join(folder, "store") } };
}

describe("cooper ci", () => {
  test("writes to the root of the repository, keeps what is the same, and replaces nothing unasked", async () => {
    const { folder, surroundings } = await workspaceFor('ghcr("team")');
    const args = ["ci", "github", "--cooper", source];
    assert.match(await cooper(args, surroundings), /wrote .*container-publish\.yml/);
    const content = await readFile(join(folder, workflow), "utf8");
    assert.match(content, /working-directory: "mono"/);
    assert.match(content, /owner\/cooper@0123456789/);
    assert.match(await cooper(args, surroundings), /is as it was/);
    await writeFile(join(folder, workflow), "name: mine\n");
    const { status, stderr } = await tryCooper(args, surroundings);
    assert.equal(status, 2);
    assert.match(stderr, /--force/);
    assert.equal(await readFile(join(folder, workflow), "utf8"), "name: mine\n");
    await cooper([...args, "--force"], surroundings);
    assert.equal(await readFile(join(folder, workflow), "utf8"), content);
  });

  test("in cooper's own repository uses the action beside it", async () => {
    const store = await temporaryFolder({ after });
    const printed = await cooper(["ci", "github", "--dry-run"], { workspace: examples, store });
    assert.match(printed, /uses: \.\/\n/);
  });
});

describe("actionlint", { skip: noGo }, async () => {
  const folder = await temporaryFolder({ after });
  // Go keeps what it built, so only the first time takes long.
  const env = { ...process.env, GOBIN: folder, GOFLAGS: "-mod=mod" };
  const { status } = await tryRun("go", ["install", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"], {
    env,
  });
  const skip = status === 0 ? false : "actionlint cannot be fetched here";

  for (const registry of ['ghcr("team")', 'registry("registry.example:5000/team")']) {
    test(`has nothing against the workflow for ${registry}`, { skip }, async () => {
      const { surroundings } = await workspaceFor(registry);
      const file = join(folder, "workflow.yml");
      await writeFile(file, await cooper(["ci", "github", "--dry-run", "--cooper", source], surroundings));
      const { stdout, status: found } = await tryRun(join(folder, "actionlint"), ["-no-color", file]);
      assert.equal(found, 0, stdout);
    });
  }
});
