import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { withRemote } from "../open.ts";

/** `cooper ls` */
export function ls(command: Command, context: CommandContext): void {
  command
    .argument("<repository>", "such as ghcr.io/team/todost")
    .option("--json", "as a list, for programs")
    .action((repository: string, options: { json?: boolean }) => run(command, context, repository, options));
}

async function run(
  command: Command,
  context: CommandContext,
  repository: string,
  { json }: { readonly json?: boolean },
): Promise<void> {
  const { listRemote } = await import("../../api/remote.ts");
  await withRemote(command, context, async (remote) => {
    const tags = listRemote(repository, remote);
    if (json) return context.out(`${JSON.stringify(await Array.fromAsync(tags), null, 2)}\n`);
    // Page by page: repositories with a hundred thousand tags exist.
    for await (const tag of tags) context.out(`${tag}\n`);
  });
}
