import { relative } from "node:path";
import { Argument, type Command } from "commander";
import type { CiService } from "../../api/ci.ts";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";

interface Options {
  readonly cooper?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** `cooper ci` */
export function ci(command: Command, context: CommandContext): void {
  command
    .addArgument(new Argument("<service>", "which CI service").choices(["github", "gitlab"]))
    .option(
      "--cooper <source>",
      "where it gets cooper: https://…@COMMIT (default: the repository of this cooper)",
    )
    .option("--force", "replace a file of other content")
    .option("-n, --dry-run", "print it instead")
    .addHelpText(
      "after",
      `
Pull requests build what they can have changed, and on GitHub start it; the main branch and tags publish. Actions are
pinned by commit, permissions are the least that will do, the store is cached between runs.

Writes .github/workflows/container-publish.yml, or .gitlab/container-publish.gitlab-ci.yml to be included.`,
    )
    .action((service: CiService, options: Options) => run(command, context, service, options));
}

async function run(
  command: Command,
  context: CommandContext,
  service: CiService,
  options: Options,
): Promise<void> {
  const { writeCi } = await import("../../api/ci.ts");
  await withSession(command, context, async (session) => {
    const { path, content, unchanged } = await writeCi(session, { service, ...options });
    if (options.dryRun) return context.out(content);
    const name = relative(context.cwd, path);
    context.out(unchanged ? `${name} is as it was\n` : `${context.paint("green", "wrote")} ${name}\n`);
  });
}
