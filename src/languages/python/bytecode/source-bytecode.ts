import { readFile } from "node:fs/promises";
import type { LayerEntry } from "../../../layers/spec.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import { bytecodeOf, type Module } from "./bytecode.ts";
import type { Compiler } from "./compiler.ts";

/** Entries of the workspace's own files, and what compiles them. */
export interface SourceBytecodeRequest {
  /** Names the sources as a whole, from one build to the next. */
  readonly scope: string;
  readonly entries: readonly LayerEntry[];
  readonly compiler: Compiler;
  readonly tools: BuildTools;
}

/**
 * Entries with the bytecode of those entries that are modules of the workspace, of the same age as they are.
 */
export async function sourceBytecode(request: SourceBytecodeRequest): Promise<LayerEntry[]> {
  const { scope, entries, compiler, tools } = request;
  const found = await Promise.all(entries.map((entry) => moduleOf(entry, tools)));
  const modules = found.filter((module) => module !== undefined);
  const files = await bytecodeOf({ scope, modules, compiler, tools });
  const mtime = entries[0]?.mtime ?? 0;
  return files.map(({ path, slice }) => ({
    path: path.slice(1),
    type: "file",
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime,
    size: slice.length,
    source: { from: "blob", ...slice },
  }));
}

async function moduleOf({ path, source }: LayerEntry, tools: BuildTools): Promise<Module | undefined> {
  if (source?.from !== "file" || !path.endsWith(".py")) return undefined;
  const { file } = source;
  return { path: `/${path}`, identity: await tools.fileDigest(file), read: () => readFile(file) };
}
