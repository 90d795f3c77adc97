import { loadWorkspace, type Workspace } from "../workspace/load-workspace.ts";
import { makeFolder, scope } from "../workspace/workspace.fixture.ts";
import { type ResolveContext, resolveTargets } from "./resolve-targets.ts";
import type { Target } from "./target.ts";

const recipes = new Set(["distroless_python_base", "distroless_python_nonroot"]);

export const context: ResolveContext = {
  recipes: { has: (name) => recipes.has(name), names: recipes },
  defaultBase: () => "distroless_python_nonroot",
  times: new Map(),
  platform: { os: "linux", architecture: "amd64" },
};

/** An `image.ts`; the fields begin on line 3. */
export function image(name: string, ...fields: readonly string[]): string {
  const lines = [`name: "${name}",`, 'main: "main.py",', ...fields].map((field) => `  ${field}`);
  return ['import { service } from "cooper";', "export default service({", ...lines, "});", ""].join("\n");
}

export interface Planned {
  readonly root: string;
  readonly workspace: Workspace;
  readonly targets: readonly Target[];
}

/** Loads and resolves a workspace of these files; `config` is the argument of `defineWorkspace`. */
export async function plan(files: Readonly<Record<string, string>>, config = "{}"): Promise<Planned> {
  const root = await makeWorkspace(files, config);
  const workspace = await loadWorkspace(root, scope);
  return { root, workspace, targets: resolveTargets(workspace, context) };
}

export function makeWorkspace(files: Readonly<Record<string, string>>, config = "{}"): Promise<string> {
  const source = `import { defineWorkspace } from "cooper";\nexport default defineWorkspace(${config});\n`;
  return makeFolder({ "cooper.config.ts": source, ...files });
}
