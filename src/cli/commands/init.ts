import { basename, relative } from "node:path";
import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { startFolder } from "../open.ts";

/** `cooper init` */
export function init(command: Command, context: CommandContext): void {
  command
    .option("--dry-run", "show what would be written")
    .addHelpText(
      "after",
      `
Looks for Python services and writes cooper.config.ts and an image.ts beside each. Nothing that exists is changed.

Examples:
  cooper init --dry-run
  cooper init && cooper lock && cooper build`,
    )
    .action((options: { dryRun?: boolean }) => run(command, context, options));
}

async function run(
  command: Command,
  context: CommandContext,
  { dryRun }: { dryRun?: boolean },
): Promise<void> {
  const { initWorkspace } = await import("../../api/init.ts");
  const root = startFolder(command, context);
  const { files, remarks } = await initWorkspace(root, { dryRun: dryRun ?? false });
  for (const remark of remarks) context.note(`${context.paintNote("dim", remark)}\n`);
  for (const { path, content } of files) {
    context.out(
      `${context.paint("green", dryRun ? "would write" : "wrote")} ${relative(context.cwd, path)}\n`,
    );
    if (dryRun) context.out(`${content.replace(/^(?=.)/gm, "  ")}\n`);
  }
  if (files.length === 0) context.note("There is nothing to write.\n");
  else if (!dryRun && files.some(({ path }) => basename(path) === "image.ts"))
    context.note("Next: cooper lock, then cooper build\n");
}
