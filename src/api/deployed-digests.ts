import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { CooperError, codeOf, UsageError } from "../core/error.ts";
import { run } from "../core/process.ts";
import { type Digest, isDigest } from "../oci/digest.ts";
import type { DeployedSource } from "../workspace/retention-config.ts";

/**
 * The digests that a file or the output of a program contains, in whatever form. Fails with `NOTHING_DEPLOYED` where
 * there are none: a list that could not be made must not look like a cluster with nothing in it.
 */
export async function deployedDigests(
  source: DeployedSource,
  { root, env }: { readonly root: string; readonly env: NodeJS.ProcessEnv },
): Promise<ReadonlySet<Digest>> {
  const [where, text] =
    "file" in source
      ? [resolve(root, source.file), await readList(resolve(root, source.file))]
      : [source.command.join(" "), await listFrom(source.command, { cwd: root, env })];
  const found = [...text.matchAll(/\bsha256:[0-9a-f]{64}\b/g)].map(([digest]) => digest).filter(isDigest);
  if (found.length > 0) return new Set(found);
  throw new CooperError("what is deployed names no digest", {
    code: "NOTHING_DEPLOYED",
    where,
    hint: "Images must be deployed by digest for this rule. Where nothing runs, take `deployed` out of the rules.",
  });
}

async function readList(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") throw cause;
    throw new UsageError("the list of deployed digests is not there", {
      code: "NO_DEPLOYED_FILE",
      where: file,
      cause,
      hint: "`retention.keep.deployed.file` in cooper.config.ts names it, relative to the workspace.",
    });
  }
}

async function listFrom(
  [program = "", ...args]: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<string> {
  const hint = "`retention.keep.deployed.command` in cooper.config.ts names it. Nothing was deleted.";
  return (await run(program, args, { ...options, hint })).stdout;
}
