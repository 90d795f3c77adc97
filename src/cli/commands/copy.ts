import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { startFolder, withRemote } from "../open.ts";
import { progressOption } from "../options.ts";

/** `cooper copy` */
export function copy(command: Command, context: CommandContext): void {
  command
    .argument("<source>", "an image of a registry, by tag or digest, or oci:FOLDER[:NAME]")
    .argument("<target>", "a repository, with a tag where it shall have another one, or oci:FOLDER[:NAME]")
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
Every byte keeps its digest: all platforms go along, with signatures, SBOMs and whatever else is attached. What the
target has is not sent again; within one registry nothing is sent at all. oci:FOLDER is an OCI image layout, as
\`cooper build --output\`, skopeo and crane write it; NAME chooses where it has several images. A folder that is not
there is made.

Examples:
  cooper copy ghcr.io/team/dev/todost:1.4.2 ghcr.io/team/todost
  cooper copy docker.io/library/alpine:3.19 registry.example:5000/mirror/alpine
  cooper copy oci:layout registry.example:5000/team/app:1.0
  cooper copy ghcr.io/team/todost:1.4.2 oci:mirror:todost-1.4.2`,
    )
    .action((source: string, target: string) => run(command, context, source, target));
}

async function run(command: Command, context: CommandContext, source: string, target: string): Promise<void> {
  const { copy } = await import("../../api/copy.ts");
  await withRemote(command, context, async (remote, reporter) => {
    const { reference } = await copy({ source, target, start: startFolder(command, context) }, remote);
    reporter.stop();
    context.out(`${reference}\n`);
  });
}
