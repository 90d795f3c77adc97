import type { Command } from "commander";
import type { PromotionOutcome } from "../../api/promote.ts";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";
import { progressOption } from "../options.ts";

interface Options {
  readonly from: string;
  readonly to: string;
  readonly tag?: string;
  readonly json?: boolean;
}

/** `cooper promote` */
export function promote(command: Command, context: CommandContext): void {
  command
    .argument("<image>", "a name or label")
    .requiredOption("--from <environment>", "where it is, such as dev")
    .requiredOption("--to <environment>", "where it goes, such as prod")
    .option("--tag <tag>", "which image, such as 1.4.2; it gets this tag in the target, too")
    .option("--json", "the outcome, for programs")
    .addOption(progressOption())
    .addHelpText("after", help)
    .action((image: string, options: Options) => run(command, context, image, options));
}

const help = `
Copies an image by digest with everything attached: platforms, attestations, signatures, reports. Nothing is built. Asks
the functions under policy in cooper.config.ts first. The target gets a tag with the name of the environment, and a
record of who promoted what, when and from where: cooper promotions. Without --tag, what the environment has now is taken,
else latest.

Examples:
  cooper promote todost --from dev --to prod --tag 1.4.2
  cooper promote todost --from staging --to prod`;

async function run(
  command: Command,
  context: CommandContext,
  image: string,
  { from, to, tag, json }: Options,
): Promise<void> {
  const { promoteImage } = await import("../../api/promote.ts");
  await withSession(command, context, async (session, reporter) => {
    const outcome = await promoteImage(session, { image, from, to, tag });
    reporter.stop();
    context.out(json ? `${JSON.stringify(outcome, null, 2)}\n` : describeMove(outcome, to));
  });
}

/** Says what an environment has now. */
export function describeMove(
  { image, digest, reference, before, unchanged }: PromotionOutcome,
  to: string,
): string {
  if (unchanged) return `${to} has it already: ${reference}\n`;
  const was = before === undefined || before === digest ? "" : `\nbefore: ${before}`;
  return `${image} is in ${to}: ${reference}${was}\n`;
}
