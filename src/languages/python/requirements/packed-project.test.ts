import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import { folderWith, lockRequest, sha } from "./lock-request.fixture.ts";
import { readAnyLock } from "./read-lock.ts";

const hash = sha("a");
const wheel = { url: "https://files.example/six-1.0-py3-none-any.whl", hex: hash.slice("sha256:".length) };

/** One project that needs another of its workspace, as each tool writes it. */
const locks: Readonly<Record<string, (root: string) => string>> = {
  "uv.lock": () => `version = 1
[[package]]
name = "svc"
source = { virtual = "svc" }
dependencies = [{ name = "shared" }]
[[package]]
name = "shared"
version = "0.1"
source = { editable = "packages/shared" }
dependencies = [{ name = "six" }]
[[package]]
name = "six"
version = "1.0"
source = { registry = "https://index.example/simple" }
wheels = [{ url = "${wheel.url}", hash = "${hash}" }]
`,
  "pylock.toml": () => `lock-version = "1.0"
created-by = "uv"
[[packages]]
name = "svc"
directory = { path = "svc", editable = true }
[[packages]]
name = "shared"
directory = { path = "packages/shared", editable = true }
[[packages]]
name = "six"
version = "1.0"
wheels = [{ url = "${wheel.url}", hashes = { sha256 = "${wheel.hex}" } }]
`,
  "editable.txt": () => `-e ./svc\n-e packages/shared[fast]\nsix==1.0 --hash=${hash}\n`,
  "folder.txt": () =>
    `./packages/shared ; sys_platform == 'linux'\n../elsewhere ; sys_platform == 'win32'\nsix==1.0 --hash=${hash}\n`,
  "url.txt": (root) => `shared @ ${pathToFileURL(join(root, "packages/shared"))}\nsix==1.0 --hash=${hash}\n`,
};

async function read(t: TestContext, name: string, libs: readonly string[]) {
  const root = await folderWith(t, {});
  await mkdir(join(root, "packages/shared/src"), { recursive: true });
  await writeFile(join(root, name), locks[name]?.(root) ?? "");
  const packed = libs.map((lib) => join(root, lib));
  return readAnyLock(lockRequest(root, name, { directory: join(root, "svc"), libs: packed }));
}

for (const name of Object.keys(locks)) {
  test(`${name}: of a project whose sources are packed, what it depends on is installed`, async (t) => {
    for (const libs of [["packages/shared/src"], ["packages/shared"]]) {
      const { packages } = await read(t, name, libs);
      assert.deepEqual(
        packages.map((entry) => entry.name),
        ["six"],
      );
    }
  });

  test(`${name}: a project that nobody packs is refused, with the line that packs it`, async (t) => {
    for (const libs of [[], ["packages/shared-other"]]) {
      await assert.rejects(read(t, name, libs), {
        code: "LOCK_UNSUPPORTED",
        hint: /libs: \["\/\/packages\/shared\/src"\]/,
      });
    }
  });
}
