import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";
import { progressOption } from "../options.ts";

interface Options {
  readonly update?: boolean;
  readonly check?: boolean;
}

/** `cooper lock` */
export function lock(command: Command, context: CommandContext): void {
  command
    .argument(
      "[base...]",
      "with --update: only these bases, such as distroless_python_nonroot or alpine:3.19",
    )
    .option("-u, --update", "move to the newest packages and images and print what moved")
    .option("--check", "change nothing; fail where cooper.lock does not fit the configuration")
    .addOption(progressOption())
    .addHelpText(
      "after",
      `
Reads the signed indexes of the Debian archive, chooses every package of every base in use, finds the digest of every
base that is an image of a registry, and writes cooper.lock. Without --update, what is locked stays as it is.

Examples:
  cooper lock                  after adding a base
  cooper lock --update         take security updates
  cooper lock --check          in CI`,
    )
    .action((bases: string[], options: Options) => run(command, context, bases, options));
}

async function run(
  command: Command,
  context: CommandContext,
  bases: readonly string[],
  { update = false, check = false }: Options,
): Promise<void> {
  const { checkLock, updateLock } = await import("../../api/lock.ts");
  await withSession(command, context, async (session, reporter) => {
    if (check) await checkLock(session);
    const changes = check ? [] : await updateLock(session, { update, bases });
    reporter.stop();
    if (check) return context.note("cooper.lock fits the configuration.\n");
    context.out(changes.map((line) => `${line}\n`).join(""));
    if (changes.length === 0) context.note("cooper.lock is as it was.\n");
  });
}
