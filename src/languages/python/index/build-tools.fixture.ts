import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { ProgressEvent } from "../../../core/progress.ts";
import { digestOf } from "../../../oci/digest.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import { openStore } from "../../../store/open-store.ts";

export interface TestTools extends BuildTools {
  /** An empty folder of the test's own, which is also the home folder. */
  readonly folder: string;
  readonly events: readonly ProgressEvent[];
}

/** Tools over an empty store, in an environment of which only `env` is known. */
export async function testTools(t: TestContext, env: NodeJS.ProcessEnv = {}): Promise<TestTools> {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { blobs, records } = await openStore(join(folder, "store"));
  const events: ProgressEvent[] = [];
  return {
    folder,
    events,
    blobs,
    records,
    fileDigest: async (path) => digestOf(path),
    progress: (event) => events.push(event),
    env: { HOME: folder, XDG_CONFIG_DIRS: folder, PIP_CONFIG_FILE: "/dev/null", ...env },
  };
}

/** The same store in a new build. */
export function nextBuild(tools: TestTools, env: NodeJS.ProcessEnv = {}): TestTools {
  return { ...tools, env: { ...tools.env, ...env } };
}
