import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { startFolder, withRemote } from "../open.ts";
import { progressOption } from "../options.ts";

interface Options {
  readonly platform?: string;
  readonly output?: string;
}

/** `cooper pull` */
export function pull(command: Command, context: CommandContext): void {
  command
    .argument("<reference>", "an image of a registry, by tag or digest")
    .option("--platform <platform>", "such as linux/arm64 (default: all)")
    .option(
      "-o, --output <where>",
      "also write the image: a folder/, FILE.oci.tar, or FILE.tar for docker load",
    )
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
Brings the image into cooper's store, every blob verified, with the bytes that the registry has.

Examples:
  cooper pull ghcr.io/team/todost:1.4.2
  cooper pull docker.io/library/alpine:3.19 --platform linux/arm64 -o alpine/`,
    )
    .action((reference: string, options: Options) => run(command, context, reference, options));
}

async function run(
  command: Command,
  context: CommandContext,
  reference: string,
  options: Options,
): Promise<void> {
  const { pull } = await import("../../api/pull.ts");
  await withRemote(command, context, async (remote, reporter) => {
    const { digest } = await pull({ ...options, reference, start: startFolder(command, context) }, remote);
    reporter.stop();
    context.out(`${digest}\n`);
  });
}
