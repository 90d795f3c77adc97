import { lstatSync, readlinkSync, type Stats, statSync } from "node:fs";
import { sep } from "node:path";
import { codeOf } from "../core/error.ts";
import { keyOf } from "../layers/layer-key.ts";
import type { Digest } from "../oci/digest.ts";
import type { BuildTools } from "./builder.ts";

/** Files of the workspace, and how to know their content. */
export interface InputsKeyRequest {
  /** Absolute paths, sorted: what a builder's `inputs` said. */
  readonly inputs: readonly string[];
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly fileDigest: BuildTools["fileDigest"];
}

/** The key of all files that decide an image: path, execute bit and digest of each. The same on every platform. */
export async function inputsKey({ inputs, root, fileDigest }: InputsKeyRequest): Promise<Digest> {
  const described: string[] = [];
  for (const file of inputs) {
    described.push(`${relativePath(root, file)}\0${await describeFile(file, fileDigest)}`);
  }
  return keyOf(described);
}

/** `/` between parts. Thousands of files make `path.relative` felt. */
function relativePath(root: string, path: string): string {
  const inside = path.startsWith(root + sep) ? path.slice(root.length + 1) : path;
  return sep === "/" ? inside : inside.replaceAll(sep, "/");
}

/** What is missing counts as such: the builder has better words for it than `stat`. */
async function describeFile(file: string, fileDigest: BuildTools["fileDigest"]): Promise<string> {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) return "missing";
  if (!stats.isSymbolicLink()) return `${modeOf(stats)} ${await fileDigest(file)}`;
  const text = `link ${readlinkSync(file)}`;
  const meant = followed(file);
  return meant?.isFile() ? `${text}\0${modeOf(meant)} ${await fileDigest(file)}` : text;
}

function modeOf({ mode }: Stats): string {
  return mode & 0o100 ? "executable" : "file";
}

/** A link may point at nothing, or at itself. */
function followed(link: string): Stats | undefined {
  try {
    return statSync(link);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ELOOP") return undefined;
    throw error;
  }
}
