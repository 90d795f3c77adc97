import type { Command } from "commander";
import { Argument } from "commander";
import { completionScript, shells } from "../completion.ts";
import type { CommandContext } from "../context.ts";

/** `cooper completion` */
export function completion(command: Command, { out }: CommandContext): void {
  command
    .addArgument(new Argument("<shell>", "the shell to complete for").choices(shells))
    .addHelpText(
      "after",
      `
Examples:
  source <(cooper completion bash)                                    for this shell
  cooper completion bash > /etc/bash_completion.d/cooper              for every bash
  cooper completion zsh > "\${fpath[1]}/_cooper"                       for every zsh
  cooper completion fish > ~/.config/fish/completions/cooper.fish`,
    )
    .action((shell: string) => out(completionScript(shell as (typeof shells)[number])));
}
