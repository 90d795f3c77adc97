import type { Command } from "commander";
import type { CommandContext } from "../context.ts";

/** `cooper logout` */
export function logout(command: Command, context: CommandContext): void {
  command
    .argument("[registry]", "host, or host:port", "ghcr.io")
    .addHelpText("after", "\nForgets the login in every place where Docker, podman and cooper look for it.")
    .action((registry: string) => run(context, registry));
}

async function run(context: CommandContext, registry: string): Promise<void> {
  const { logout } = await import("../../api/login.ts");
  const places = await logout(registry, context.env);
  const where =
    places.length === 0 ? "There was no login" : `Taken out of ${places.join(" and ")}: the login`;
  context.out(`${where} for ${context.paint("bold", registry)}.\n`);
}
