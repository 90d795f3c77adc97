import type { Command } from "commander";
import { formatPlatform } from "../../oci/platform.ts";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";
import { table } from "../table.ts";

interface ListOptions {
  readonly json?: boolean;
  readonly names?: boolean;
}

/** `cooper list` */
export function list(command: Command, context: CommandContext): void {
  command
    .argument("[image...]", "names, labels or patterns such as //services/...")
    .option("--names", "only names and labels, one a line")
    .option("--json", "everything, for programs")
    .addHelpText(
      "after",
      `
Examples:
  cooper list
  cooper list //services/... --names`,
    )
    .action((images: string[], options: ListOptions) => show(command, context, images, options));
}

async function show(
  command: Command,
  context: CommandContext,
  images: readonly string[],
  options: ListOptions,
): Promise<void> {
  const { listTargets } = await import("../../api/list.ts");
  await withSession(command, context, async (session) => {
    const targets = listTargets(session, images);
    if (options.json) return context.out(`${JSON.stringify(targets, null, 2)}\n`);
    if (options.names) return context.out(targets.map(({ name, label }) => `${name}\n${label}\n`).join(""));
    const rows = targets.map((target) => [
      context.paint("bold", target.name),
      target.label,
      target.kind,
      target.base,
      target.platforms.map(formatPlatform).join(", "),
    ]);
    const columns = ["NAME", "LABEL", "KIND", "BASE", "PLATFORMS"].map((title) => ({ title }));
    context.out(`${table(columns, rows)}\n`);
  });
}
