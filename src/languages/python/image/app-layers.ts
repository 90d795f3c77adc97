import { posix } from "node:path";
import { UsageError } from "../../../core/error.ts";
import type { LayerEntry, LayerSpec } from "../../../layers/spec.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import { refuseSecrets } from "../../../sources/secrets.ts";
import { sourceEntry } from "../../../sources/source-entry.ts";
import { sourceLayer } from "../../../sources/source-layer.ts";
import { formatLabel } from "../../../workspace/label.ts";
import type { Compiler } from "../bytecode/compiler.ts";
import { sourceBytecode } from "../bytecode/source-bytecode.ts";
import { textEntry, type Venv } from "../install/venv.ts";
import { appFiles, isPackage, libFiles, type SourceSet } from "./app-files.ts";
import { refuseMissingMain } from "./main-file.ts";
import { locationOf, type PythonTarget } from "./python-target.ts";

/** A target, and what was found out about its image so far. */
export interface AppLayersRequest {
  readonly python: PythonTarget;
  /** Absent where the image has no venv, and so no `libs`. */
  readonly venv?: Venv | undefined;
  /** Absent where no bytecode is wanted. */
  readonly compiler?: Compiler | undefined;
  readonly tools: BuildTools;
}

/**
 * The layers of the workspace's own files: `libs`, then the application. Fails with `SECRET_FOUND`, or with
 * `MAIN_MISSING` where what is to be run is not among them.
 */
export async function appLayers(request: AppLayersRequest): Promise<LayerSpec[]> {
  const { python, venv } = request;
  const libs = libFiles(python);
  const libEntries = filesOf(libs, python);
  const appEntries = filesOf(appFiles(python), python);
  refuseMissingMain(appEntries, python);
  const pathFile = venv && libs.length > 0 ? [importPath(libs, venv, python)] : [];
  return [
    ...(await layer("libs of the workspace", [...libEntries, ...pathFile], request)),
    ...(await layer("application", appEntries, request)),
  ];
}

/** A layer of entries and their bytecode, after they were searched for secrets. */
async function layer(
  name: string,
  entries: readonly LayerEntry[],
  request: AppLayersRequest,
): Promise<LayerSpec[]> {
  if (entries.length === 0) return [];
  const { python, compiler, tools } = request;
  const { fileDigest } = tools;
  const scope = `${formatLabel(python.target.label)} ${name}`;
  await scan(entries, scope, request);
  const bytecode = compiler ? await sourceBytecode({ scope, entries, compiler, tools }) : [];
  return [await sourceLayer({ name, entries: [...entries, ...bytecode], fileDigest })];
}

/** Entries of the files. One file may be named twice; two files for one path are `FILE_CONFLICT`. */
function filesOf(sets: readonly SourceSet[], { target }: PythonTarget): LayerEntry[] {
  const byPath = new Map<string, LayerEntry>();
  const files = new Map<string, string>();
  for (const { files: paths, place } of sets) {
    for (const file of paths) {
      const entry = sourceEntry(file, place);
      const other = files.get(entry.path);
      if (other !== undefined && other !== file) throw twice(entry.path, [other, file], target);
      files.set(entry.path, file);
      byPath.set(entry.path, entry);
    }
  }
  return [...byPath.values()];
}

function twice(path: string, files: readonly string[], target: PythonTarget["target"]): UsageError {
  return new UsageError(`${files.join(" and ")} would both become /${path}`, {
    code: "FILE_CONFLICT",
    where: locationOf(target),
    hint: "Files from elsewhere in the workspace come beside main, under their own name. Rename one of the two.",
  });
}

function scan(
  entries: readonly LayerEntry[],
  scope: string,
  { python, tools }: AppLayersRequest,
): Promise<void> {
  const { target, fields, root } = python;
  return refuseSecrets({
    files: entries.flatMap(({ source }) => (source?.from === "file" ? [source.file] : [])),
    folder: target.directory,
    root,
    scope,
    allow: fields.allowSecrets ?? [],
    records: tools.records,
    fileDigest: tools.fileDigest,
  });
}

/**
 * Tells Python where to look. Each image has a file of its own, so that those of its base stay. Source:
 * Python, `site`.
 */
function importPath(libs: readonly SourceSet[], venv: Venv, { target }: PythonTarget): LayerEntry {
  const folders = libs.map((set) => (isPackage(set) ? posix.dirname(set.place.at) : set.place.at));
  const lines = [...new Set(folders)].map((folder) => `/${folder}\n`);
  return textEntry(`${venv.sitePackages}/cooper-${target.name}.pth`, lines.join(""));
}
