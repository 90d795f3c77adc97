import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { parsePlatform } from "../../../oci/platform.ts";
import type { LockRequest } from "./lock.ts";
import { markerEnvironment } from "./marker-environment.ts";

export interface Choice {
  readonly platform?: string;
  readonly python?: string;
  readonly extras?: readonly string[];
  readonly groups?: readonly string[];
  readonly directory?: string;
  readonly libs?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A request for a lock file whose workspace is `root`. */
export function lockRequest(root: string, file: string, choice: Choice = {}): LockRequest {
  const {
    platform = "linux/amd64",
    python = "3.11.2",
    extras = [],
    groups = [],
    directory,
    libs,
    env = {},
  } = choice;
  const environment = markerEnvironment({ platform: parsePlatform(platform), python, extras, groups });
  return { file: join(root, file), root, directory, libs, extras, groups, environment, env };
}

/** A folder with files, removed after the test. */
export async function folderWith(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  return root;
}

/** A sha256 of one digit, as locks write it. */
export const sha = (digit: string) => `sha256:${digit.repeat(64)}`;
