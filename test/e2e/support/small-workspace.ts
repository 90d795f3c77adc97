import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { examples } from "./cooper.ts";
import { type Owner, temporaryWorkspace } from "./workspace.ts";

/** What to put into a small workspace. */
export interface SmallWorkspace {
  /** Fields of the image's definition besides `name` and `main`, as source text. */
  readonly fields?: string | undefined;
  /** By their paths below the workspace; they win over those of the workspace. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** False for none; otherwise the examples' lock file, where `files` has none. */
  readonly lock?: boolean;
}

/** The text of a definition, and with it of a whole `image.ts`. */
export function definition(fields = "", name = "app"): string {
  const own = `name: "${name}", main: "main.py", ${fields}`;
  return `import { pyImage } from "cooper";\nexport default pyImage({ ${own} });\n`;
}

/**
 * A workspace with one image, `app`, for amd64 in `services/app`: one file of Python on the examples' base, and with
 * the examples' lock. It is in no git repository, so its images are dated 1970.
 */
export async function smallWorkspace(
  owner: Owner,
  { fields, files = {}, lock = true }: SmallWorkspace = {},
): Promise<string> {
  const folder = await temporaryWorkspace(owner, {
    "cooper.config.ts": config,
    "services/app/image.ts": definition(fields),
    "services/app/main.py": 'print("hello")\n',
    ...files,
  });
  if (lock && !("cooper.lock" in files))
    await copyFile(join(examples, "cooper.lock"), join(folder, "cooper.lock"));
  return folder;
}

const config = `import { defineWorkspace, ghcr } from "cooper";
export default defineWorkspace({ registry: ghcr("team"), platforms: ["linux/amd64"] });
`;
