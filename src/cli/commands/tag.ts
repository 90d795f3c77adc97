import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { withRemote } from "../open.ts";

/** `cooper tag` */
export function tag(command: Command, context: CommandContext): void {
  command
    .argument("<reference>", "an image of a registry, by tag or digest")
    .argument("<tag...>", "tags that it shall have as well; one that names another image moves")
    .addHelpText("after", "\nExample:\n  cooper tag ghcr.io/team/todost:1.4.2 stable")
    .action((reference: string, tags: string[]) => run(command, context, reference, tags));
}

async function run(
  command: Command,
  context: CommandContext,
  reference: string,
  tags: readonly string[],
): Promise<void> {
  const { tagRemote } = await import("../../api/remote.ts");
  await withRemote(command, context, async (remote) => {
    const { digest } = await tagRemote(reference, tags, remote);
    context.out(`${digest}\n`);
  });
}
