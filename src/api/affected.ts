import { join } from "node:path";
import { lockFileName } from "../bases/lock/lock-file.ts";
import { affectedTargets } from "../plan/affected-targets.ts";
import type { Target } from "../plan/target.ts";
import { changedFiles } from "../workspace/git/changed-files.ts";
import { builderOf } from "./builders.ts";
import type { Session } from "./session.ts";

/** Of some targets, those that what changed since a commit can have changed. */
export async function affectedOf(
  { workspace, targets }: Session,
  some: readonly Target[],
  since: string | undefined,
): Promise<readonly Target[]> {
  const { files } = await changedFiles(workspace.root, since);
  const affected = await affectedTargets(files, {
    workspace,
    targets,
    lockFile: join(workspace.root, lockFileName),
    inputs: (target) => builderOf(target.definition.kind).inputs(target),
  });
  return some.filter((target) => affected.includes(target));
}
