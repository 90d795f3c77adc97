import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { askAtTerminal, readStdin } from "../read-secret.ts";

interface Options {
  readonly username?: string;
  readonly passwordStdin?: boolean;
}

/** `cooper login` */
export function login(command: Command, context: CommandContext): void {
  command
    .argument("[registry]", "host, or host:port", "ghcr.io")
    .option("-u, --username <name>", "whom to log in as")
    .option("--password-stdin", "read the password or token from standard input")
    .addHelpText(
      "after",
      `
Tries the login, then keeps it where Docker does: with the helper that ~/.docker/config.json names, else in that file.
There is no option for the password itself: it would end up in the history of the shell.

Examples:
  gh auth token | cooper login --username "$USER" --password-stdin
  aws ecr get-login-password | cooper login 1234.dkr.ecr.eu-west-1.amazonaws.com -u AWS --password-stdin`,
    )
    .action((registry: string, options: Options) => run(context, registry, options));
}

async function run(context: CommandContext, registry: string, options: Options): Promise<void> {
  const { signal } = context;
  const { login } = await import("../../api/login.ts");
  const username = options.username ?? (await askAtTerminal("Username", { signal }));
  const password = options.passwordStdin
    ? await readStdin()
    : await askAtTerminal("Password or token", { hidden: true, signal });
  const kept = await login({ registry, username, password }, { env: context.env, signal });
  context.out(`Logged in to ${context.paint("bold", registry)}; the login is kept by ${kept}.\n`);
}
