import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { digestOf } from "../../../oci/digest.ts";
import type { PlanRequest } from "../../../plan/builder.ts";
import type { PythonFacts } from "../../../plan/facts.ts";
import type { Target } from "../../../plan/target.ts";
import { testTools } from "../index/build-tools.fixture.ts";
import type { PyImageFields } from "./fields.ts";

/** Python as the base has it. */
const python: PythonFacts = {
  version: "3.11.2",
  executable: "/usr/bin/python3.11",
  distributions: [],
};

/** A workspace of a test. */
export interface Setting {
  /** The workspace. */
  readonly root: string;
  readonly target: Target;
  readonly request: PlanRequest;
}

/** A workspace with one Python image, `//services/todo`; files by path from its root. */
export async function setting(
  t: TestContext,
  fields: Partial<PyImageFields>,
  files: Readonly<Record<string, string>> = {},
): Promise<Setting> {
  const tools = await testTools(t, process.env);
  const root = join(tools.folder, "workspace");
  const directory = join(root, "services/todo");
  mkdirSync(directory, { recursive: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const target: Target = {
    label: { folder: "services/todo", name: "todo" },
    name: "todo",
    directory,
    definition: {
      kind: "python",
      fields: { name: "todo", ...fields },
      at: { file: join(directory, "image.ts"), line: 3 },
    },
    base: { from: "recipe", recipe: "distroless_python_nonroot" },
    platforms: [{ os: "linux", architecture: "amd64" }],
    time: 1_700_000_000,
  };
  const request = {
    target,
    platform: { os: "linux", architecture: "amd64" },
    base: { libc: { family: "glibc", version: "2.36" }, python },
    tools: { ...tools, fileDigest: async (path: string) => digestOf(readFileSync(path)) },
  } as const;
  return { root, target, request };
}
