import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";
import { progressOption } from "../options.ts";
import { describeMove } from "./promote.ts";

interface Options {
  readonly to: string;
  readonly digest?: string;
  readonly json?: boolean;
}

/** `cooper rollback` */
export function rollback(command: Command, context: CommandContext): void {
  command
    .argument("<image>", "a name or label")
    .requiredOption("--to <environment>", "which environment to bring back, such as prod")
    .option("--digest <digest>", "to this image of its trail (default: the one before the present one)")
    .option("--json", "the outcome, for programs")
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
A rollback is the promotion of an image that the environment had before. A second rollback goes one step further back.

Examples:
  cooper promotions todost           what was where
  cooper rollback todost --to prod   the image before`,
    )
    .action((image: string, options: Options) => run(command, context, image, options));
}

async function run(
  command: Command,
  context: CommandContext,
  image: string,
  { to, digest, json }: Options,
): Promise<void> {
  const { rollbackImage } = await import("../../api/promote.ts");
  await withSession(command, context, async (session, reporter) => {
    const outcome = await rollbackImage(session, { image, to, digest });
    reporter.stop();
    context.out(json ? `${JSON.stringify(outcome, null, 2)}\n` : describeMove(outcome, to));
  });
}
