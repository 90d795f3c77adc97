import { type InitPlan, planInit } from "../workspace/init/plan-init.ts";
import { writeProposed } from "../workspace/init/write-proposed.ts";

/**
 * Makes a folder a workspace: finds its Python services and writes `cooper.config.ts` and an `image.ts` beside each.
 * Nothing that exists is changed; with `dryRun`, nothing is written.
 */
export async function initWorkspace(
  root: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<InitPlan> {
  const plan = planInit(root);
  if (!dryRun) await writeProposed(plan.files);
  return plan;
}
