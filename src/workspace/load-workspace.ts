import { join } from "node:path";
import { safeParse } from "valibot";
import { UsageError } from "../core/error.ts";
import type { Definition } from "./definition.ts";
import { findRoot } from "./find-root.ts";
import { findTargets, targetFile } from "./find-targets.ts";
import { formatLabel, type Label } from "./label.ts";
import { loadModule, type ModuleScope } from "./load-module.ts";
import { schemaError } from "./schema-error.ts";
import { type WorkspaceConfig, workspaceSchema } from "./workspace-config.ts";

/** A definition with its place in the workspace. */
export interface DefinedTarget {
  readonly label: Label;
  readonly definition: Definition;
  /** Absolute path of the folder of its `image.ts`. */
  readonly directory: string;
  /** Absolute paths of that file and of all files it imports by relative paths. */
  readonly files: readonly string[];
}

/** A workspace as its files describe it, nothing resolved yet. */
export interface Workspace {
  /** Absolute path. */
  readonly root: string;
  readonly config: WorkspaceConfig;
  /** Absolute paths of `cooper.config.ts` and of all files it imports by relative paths. */
  readonly configFiles: readonly string[];
  /** Sorted by label. */
  readonly targets: readonly DefinedTarget[];
}

/** Finds the workspace round a folder and loads its configuration and every `image.ts`. */
export async function loadWorkspace(start: string, scope: ModuleScope): Promise<Workspace> {
  const { directory: root, configFile } = findRoot(start);
  const { config, files } = await loadConfig(configFile, scope);
  const folders = findTargets(root);
  const targets = await Promise.all(folders.map((folder) => loadTargets(root, folder, scope)));
  return { root, config, configFiles: files, targets: targets.flat() };
}

async function loadConfig(file: string, scope: ModuleScope) {
  const { exports, files } = await loadModule(file, scope);
  const result = safeParse(workspaceSchema, exports.default);
  if (exports.default === undefined) throw noExport(file, "defineWorkspace({ … })");
  if (!result.success) {
    throw schemaError(result.issues, { schema: workspaceSchema, frames: [{ file, line: 1, column: 1 }] });
  }
  return { config: exports.default as WorkspaceConfig, files };
}

async function loadTargets(root: string, folder: string, scope: ModuleScope): Promise<DefinedTarget[]> {
  const directory = join(root, folder);
  const file = join(directory, targetFile);
  const { exports, files } = await loadModule(file, scope);
  const definitions = [...new Set(Object.values(exports).flat().filter(isDefinition))];
  if (definitions.length === 0) throw noExport(file, "pyServiceImage({ … })");
  const targets = new Map<string, DefinedTarget>();
  for (const definition of definitions.sort((a, b) => a.at.line - b.at.line)) {
    const label = { folder, name: definition.fields.name };
    if (targets.has(label.name)) throw duplicate(label, definition);
    targets.set(label.name, { label, definition, directory, files });
  }
  return [...targets.values()].sort((a, b) => (a.label.name < b.label.name ? -1 : 1));
}

function isDefinition(value: unknown): value is Definition {
  const { kind, fields, at } = (value ?? {}) as Partial<Definition>;
  return typeof kind === "string" && typeof fields?.name === "string" && typeof at?.line === "number";
}

function noExport(file: string, example: string): UsageError {
  return new UsageError("the file exports nothing that cooper knows", {
    code: "NO_DEFINITION",
    where: file,
    hint: `Write \`export default ${example};\`.`,
  });
}

function duplicate(label: Label, { at }: Definition): UsageError {
  return new UsageError(`there are two images called ${formatLabel(label)}`, {
    code: "DUPLICATE_TARGET",
    where: `${at.file}:${at.line}`,
    hint: "Give each image of a folder a name of its own.",
  });
}
