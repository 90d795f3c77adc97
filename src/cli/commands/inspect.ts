import type { Command } from "commander";
import { formatPlatform, parsePlatform } from "../../oci/platform.ts";
import type { CommandContext } from "../context.ts";
import { describeInspection } from "../describe-inspection.ts";
import { withStandpoint } from "../open.ts";
import { progressOption, wholeNumber } from "../options.ts";

interface Options {
  readonly platform?: string;
  readonly depth?: number;
  readonly json?: boolean;
}

/** `cooper inspect` */
export function inspect(command: Command, context: CommandContext): void {
  command
    .argument("<image>", "an image of the workspace, or oci:FOLDER")
    .option("--platform <platform>", "such as linux/arm64 (default: this machine's)")
    .option("--depth <number>", "how deep to show folders (default: 3)", wholeNumber(0))
    .option("--json", "everything, for programs")
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
Examples:
  cooper inspect todost --platform linux/arm64
  cooper inspect oci:layout --json`,
    )
    .action((image: string, options: Options) => run(command, context, image, options));
}

async function run(
  command: Command,
  context: CommandContext,
  image: string,
  options: Options,
): Promise<void> {
  const { inspect } = await import("../../api/inspect.ts");
  await withStandpoint(command, context, async (place, reporter) => {
    const inspection = await inspect(place, image, {
      platform: options.platform === undefined ? undefined : parsePlatform(options.platform),
      depth: options.depth,
    });
    reporter.stop();
    const json = { ...inspection, platform: formatPlatform(inspection.platform) };
    context.out(
      options.json ? `${JSON.stringify(json, null, 2)}\n` : describeInspection(inspection, context.paint),
    );
  });
}
