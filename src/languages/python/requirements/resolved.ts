import { CooperError } from "../../../core/error.ts";
import type { Digest } from "../../../oci/digest.ts";
import type { Platform } from "../../../oci/platform.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import type { ImageFacts, PythonFacts } from "../../../plan/facts.ts";

/** A wheel to install: its blob is in the store and has the digest which the lock file demands. */
export interface ResolvedWheel {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

export interface ResolveRequest {
  /** Absolute path of a requirements file with hashes, a `uv.lock` or a `pylock.toml`. */
  readonly lockFile: string;
  /** Absolute path of the workspace; messages show paths relative to it. */
  readonly root: string;
  /** Absolute path of the target's folder: of a uv workspace, the member that lives there is meant. */
  readonly directory?: string | undefined;
  readonly extras?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly python: PythonFacts;
  readonly libc: ImageFacts["libc"];
  readonly platform: Platform;
  readonly tools: BuildTools;
}

/**
 * The wheels that a lock file names for one platform and that the base does not have yet, sorted by name; all of them
 * are in the store afterwards. Asks the network only for what is missing there.
 */
export async function resolvePython(request: ResolveRequest): Promise<readonly ResolvedWheel[]> {
  throw new CooperError("reading lock files is not built yet", { code: "NO_LOCK", where: request.lockFile });
}
