import { basename, dirname } from "node:path";
import type { Digest } from "../../../oci/digest.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import type { BytecodeFile } from "./bytecode-file.ts";
import type { Compiler, ModuleSource } from "./compiler.ts";

/** A module, and what its content is. */
export interface Module {
  /** Absolute path of the `.py` in the image. */
  readonly path: string;
  /** Equal exactly where the content is equal. */
  readonly identity: string;
  read(): Promise<Uint8Array>;
}

/** Modules that make up one thing, and what compiles them. */
export interface BytecodeRequest {
  /** Names the modules as a whole, from one build to the next: a wheel, a target. */
  readonly scope: string;
  readonly modules: readonly Module[];
  readonly compiler: Compiler;
  readonly tools: BuildTools;
}

/** Goes up when equal modules begin to be compiled to other bytes. */
const version = 1;

/** Bytes of sources that are compiled in one process. */
const batchSize = 8 * 2 ** 20;

type Slice = BytecodeFile["slice"];

/** The slices of compiled modules by identity and path; null for what is no valid Python. */
interface BytecodeRecord {
  /** All that the slices lie in: the record counts as absent where one is gone. */
  readonly blobs: readonly Digest[];
  readonly slices: Readonly<Record<string, Slice | null>>;
}

/** The bytecode of modules. Only those are compiled that were not yet, in this version and at this path. */
export async function bytecodeOf(request: BytecodeRequest): Promise<BytecodeFile[]> {
  const { scope, modules, compiler, tools } = request;
  const key = `${version} ${compiler.identity} ${scope}`;
  const known = (await tools.records.get<BytecodeRecord>("python-bytecode", key))?.slices ?? {};
  const missing = modules.filter((module) => known[idOf(module)] === undefined);
  const compiled = await compileAll(missing, request);
  const slices = Object.fromEntries(modules.map(idOf).map((id) => [id, compiled[id] ?? known[id] ?? null]));
  if (missing.length > 0) {
    const blobs = new Set(Object.values(slices).flatMap((slice) => slice?.blob ?? []));
    await tools.records.set("python-bytecode", key, { blobs: [...blobs], slices });
  }
  return modules.flatMap((module) => {
    const slice = slices[idOf(module)];
    return slice ? [{ path: cachedPath(module.path, compiler.minor), slice }] : [];
  });
}

function idOf({ identity, path }: Module): string {
  return `${identity} ${path}`;
}

/** Source: PEP 3147. */
function cachedPath(path: string, minor: string): string {
  return `${dirname(path)}/__pycache__/${basename(path, ".py")}.cpython-${minor.replace(".", "")}.pyc`;
}

async function compileAll(modules: readonly Module[], request: BytecodeRequest) {
  const slices: Record<string, Slice | null> = {};
  for await (const batch of batches(modules)) Object.assign(slices, await compileBatch(batch, request));
  return slices;
}

type ReadModule = ModuleSource & { readonly id: string };

async function* batches(modules: readonly Module[]): AsyncGenerator<ReadModule[]> {
  let batch: ReadModule[] = [];
  let size = 0;
  for (const module of modules) {
    const source = await module.read();
    batch.push({ id: idOf(module), path: module.path, source });
    size += source.length;
    if (size < batchSize) continue;
    yield batch;
    [batch, size] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

/** Compiles modules and puts the results, one after the other, into one blob. */
async function compileBatch(batch: readonly ReadModule[], { compiler, tools }: BytecodeRequest) {
  const results = await compiler.compile(batch);
  const { digest: blob } = await tools.blobs.put(streamOf(results));
  let offset = 0;
  const slices = batch.map(({ id }, i): [string, Slice | null] => {
    const length = results[i]?.length;
    if (length === undefined) return [id, null];
    offset += length;
    return [id, { blob, offset: offset - length, length }];
  });
  return Object.fromEntries(slices);
}

async function* streamOf(chunks: readonly (Uint8Array | undefined)[]) {
  for (const chunk of chunks) if (chunk) yield chunk;
}
