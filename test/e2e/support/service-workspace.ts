import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { examples } from "./cooper.ts";
import { type Owner, temporaryWorkspace } from "./workspace.ts";

/**
 * A workspace of small services without a registry, with the lock of the examples. Each serves the page of the
 * example hello_python on port 8000, and has besides the fields that are given by its name.
 */
export async function serviceWorkspace(
  owner: Owner,
  services: Readonly<Record<string, string>>,
): Promise<string> {
  const images = Object.entries(services).map(([name, fields]) => [
    `${name}/image.ts`,
    `import { pyServiceImage } from "cooper";
export default pyServiceImage({ name: "${name}", main: "main.py", ports: [8000], ${fields} });
`,
  ]);
  const workspace = await temporaryWorkspace(owner, {
    "cooper.config.ts": `import { defineWorkspace } from "cooper";
export default defineWorkspace({ platforms: ["linux/amd64", "linux/arm64"] });
`,
    ...Object.fromEntries(images),
  });
  for (const name of Object.keys(services)) {
    await copyFile(join(examples, "services", "hello_python", "main.py"), join(workspace, name, "main.py"));
  }
  await copyFile(join(examples, "cooper.lock"), join(workspace, "cooper.lock"));
  return workspace;
}
