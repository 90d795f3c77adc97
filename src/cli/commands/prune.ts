import type { Command } from "commander";
import type { PrunePlan, Pruning } from "../../api/prune.ts";
import { formatSize } from "../../core/bytesize.ts";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";
import { progressOption } from "../options.ts";
import { prunePlanTable } from "../prune-plan-table.ts";

interface Options {
  readonly environment?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `cooper prune` */
export function prune(command: Command, context: CommandContext): void {
  command
    .argument("[image...]", "names, labels or patterns; all images where there are none")
    .option(
      "--environment <name>",
      "only its repositories (default: all environments and the usual registry)",
    )
    .option("-n, --dry-run", "show what would go and why; delete nothing")
    .option("--json", "the verdicts, for programs")
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
Deletes from the registry what no rule under retention in cooper.config.ts keeps. One reason to keep wins over every
reason to delete, and nothing goes that a kept image leads to: platforms, attestations, signatures, reports. On ghcr.io
this works through the API of GitHub Packages, with GITHUB_TOKEN.

Examples:
  cooper prune --dry-run            always look first
  cooper prune todost`,
    )
    .action((images: string[], options: Options) => run(command, context, images, options));
}

async function run(
  command: Command,
  context: CommandContext,
  images: readonly string[],
  { environment, dryRun, json }: Options,
): Promise<void> {
  const { planPruning } = await import("../../api/prune.ts");
  await withSession(command, context, async (session, reporter) => {
    const pruning = await planPruning(session, { images, environment });
    const outcome = dryRun ? undefined : await pruning.apply();
    reporter.stop();
    const { plan, untold } = pruning;
    if (json)
      return context.out(
        `${JSON.stringify({ verdicts: plan.verdicts, frees: plan.frees, untold, ...outcome }, null, 2)}\n`,
      );
    context.out(`${prunePlanTable(plan, context.paint)}\n`);
    for (const { registry, repository } of untold) {
      context.note(
        `${registry} does not tell when images of ${repository} were pulled: pulledWithin keeps them all.\n`,
      );
    }
    context.note(outcome ? describeOutcome(outcome, plan) : describePlan(plan));
  });
}

function describePlan(plan: PrunePlan): string {
  const count = plan.verdicts.filter(({ keep }) => !keep).length;
  if (count === 0) return "Nothing would go.\n";
  return `${count} of ${plan.verdicts.length} would go and free ${formatSize(plan.frees)}. Nothing was deleted.\n`;
}

type Outcome = Awaited<ReturnType<Pruning["apply"]>>;

function describeOutcome({ deleted, refused }: Outcome, { frees }: PrunePlan): string {
  const lines = refused.map(({ digest, reason }) => `The registry keeps ${digest}: ${reason}\n`);
  const freed = refused.length === 0 ? `: ${formatSize(frees)}, once the registry collects its garbage` : "";
  return `${lines.join("")}${deleted} manifests were deleted${freed}.\n`;
}
