import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { withRemote } from "../open.ts";
import { progressOption } from "../options.ts";

/** `cooper copy` */
export function copy(command: Command, context: CommandContext): void {
  command
    .argument("<source>", "an image of a registry, by tag or digest")
    .argument("<target>", "a repository, with a tag where it shall have another one")
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
Every byte keeps its digest: all platforms go along, with signatures, SBOMs and whatever else is attached. What the target has is
not sent again; within one registry nothing is sent at all.

Examples:
  cooper copy ghcr.io/team/dev/todost:1.4.2 ghcr.io/team/todost
  cooper copy docker.io/library/alpine:3.19 registry.example:5000/mirror/alpine`,
    )
    .action((source: string, target: string) => run(command, context, source, target));
}

async function run(command: Command, context: CommandContext, source: string, target: string): Promise<void> {
  const { copyRemote } = await import("../../api/remote.ts");
  await withRemote(command, context, async (remote, reporter) => {
    const { reference } = await copyRemote(source, target, remote);
    reporter.stop();
    context.out(`${reference}\n`);
  });
}
