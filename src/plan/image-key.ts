import { lstatSync, readlinkSync, type Stats, statSync } from "node:fs";
import { relative, sep } from "node:path";
import type { Json } from "../core/canonical-json.ts";
import { codeOf } from "../core/error.ts";
import { keyOf } from "../layers/layer-key.ts";
import type { Digest } from "../oci/digest.ts";
import { formatPlatform, type Platform } from "../oci/platform.ts";
import type { BuildTools, LanguageBuilder } from "./builder.ts";
import { needsProbe } from "./healthcheck.ts";
import { probeLayer } from "./probe-layer.ts";
import type { Target } from "./target.ts";

/** Goes up when equal inputs begin to give other images, for a reason that no builder knows of. */
const version = 1;

export interface ImageKeyRequest {
  readonly target: Target;
  readonly platform: Platform;
  readonly builder: Pick<LanguageBuilder, "kind" | "version">;
  /** Key of what is below: of the base's image, or of the recipe with its part of the lock file. */
  readonly base: Digest;
  /** Absolute paths, sorted: what the builder's `inputs` said. */
  readonly inputs: readonly string[];
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly fileDigest: BuildTools["fileDigest"];
}

/**
 * The definition key of an image on one platform: equal keys, equal bytes. Knowing it, a build that has nothing to do
 * reads nothing. Line numbers of the definition have no part in it.
 */
export async function imageKey(request: ImageKeyRequest): Promise<Digest> {
  const { target, platform, builder, base } = request;
  return keyOf({
    recipe: "image",
    version,
    builder: [builder.kind, builder.version],
    base,
    platform: formatPlatform(platform),
    time: target.time,
    folder: relativePath(request.root, target.directory),
    fields: target.definition.fields as Readonly<Record<string, Json>>,
    probe: needsProbe(target.definition) ? probeLayer(platform).key : undefined,
    inputs: await describeInputs(request),
  });
}

/** Path, kind and digest of every input. */
async function describeInputs({ inputs, root, fileDigest }: ImageKeyRequest): Promise<readonly Json[]> {
  const described: Json[] = [];
  for (const file of inputs)
    described.push([relativePath(root, file), ...(await describeInput(file, fileDigest))]);
  return described;
}

/** What is missing counts as such: the builder has better words for it than `stat`. */
async function describeInput(file: string, fileDigest: BuildTools["fileDigest"]): Promise<readonly Json[]> {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) return ["missing"];
  if (!stats.isSymbolicLink()) return [executable(stats), await fileDigest(file)];
  const text = readlinkSync(file);
  const meant = followed(file);
  return meant?.isFile() ? ["link", text, executable(meant), await fileDigest(file)] : ["link", text];
}

function executable({ mode }: Stats): boolean {
  return (mode & 0o100) !== 0;
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

function relativePath(root: string, path: string): string {
  return relative(root, path).replaceAll(sep, "/");
}
