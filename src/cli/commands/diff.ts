import type { Command } from "commander";
import { parsePlatform } from "../../oci/platform.ts";
import type { CommandContext } from "../context.ts";
import { describeDiff } from "../describe-diff.ts";
import { withStandpoint } from "../open.ts";
import { progressOption } from "../options.ts";

interface Options {
  readonly platform?: string;
  readonly json?: boolean;
  readonly exitCode?: boolean;
}

/** `cooper diff` */
export function diff(command: Command, context: CommandContext): void {
  command
    .argument("<before>", "an image of the workspace, or oci:FOLDER")
    .argument("<after>", "the image to compare it with")
    .option("--platform <platform>", "such as linux/arm64 (default: this machine's)")
    .option("--exit-code", "end with status 1 where the images differ")
    .option("--json", "everything, for programs")
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
Examples:
  cooper build todost -o before/ && git switch feature && cooper diff oci:before todost`,
    )
    .action((before: string, after: string, options: Options) =>
      run(command, context, [before, after], options),
    );
}

async function run(
  command: Command,
  context: CommandContext,
  [before, after]: readonly [string, string],
  options: Options,
): Promise<void> {
  const { diff } = await import("../../api/inspect.ts");
  const platform = options.platform === undefined ? undefined : parsePlatform(options.platform);
  await withStandpoint(command, context, async (place, reporter) => {
    const found = await diff(place, before, after, platform);
    reporter.stop();
    context.out(options.json ? `${JSON.stringify(found, null, 2)}\n` : describeDiff(found, context.paint));
    const equal = found.before.digest === found.after.digest;
    if (options.exitCode && !equal) process.exitCode = 1;
  });
}
