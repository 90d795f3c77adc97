import type { Command } from "commander";
import type { TaggedTarget } from "../../api/tags.ts";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";
import { table } from "../table.ts";

interface Options {
  readonly json?: boolean;
}

/** `cooper tags` */
export function tags(command: Command, context: CommandContext): void {
  command
    .argument("[image...]", "names, labels or patterns such as //services/...")
    .option("--json", "with what git and the CI service say, for programs")
    .addHelpText(
      "after",
      `
Shows which tags a push would put now, and the rule that made each. Sends nothing.

  main branch    latest; never where a pre-release is built
  version tag    v1.4.2: 1.4.2, 1.4 and 1. v1.5.0-rc.1: itself alone. todost/v1.4.2 or todost@1.4.2: of todost alone
  other tag      itself
  pull request   pr-123
  branch         its name in the letters of a tag
  commit         sha-1234567, with -dirty where the work tree has changes`,
    )
    .action((images: string[], options: Options) => show(command, context, images, options));
}

async function show(
  command: Command,
  context: CommandContext,
  images: readonly string[],
  { json }: Options,
): Promise<void> {
  const { reportTags } = await import("../../api/tags.ts");
  await withSession(command, context, async (session) => {
    const report = await reportTags(session, images);
    if (json) return context.out(`${JSON.stringify(report, null, 2)}\n`);
    if (!report.context) return context.note("Nothing here is under git, so no tags follow from it.\n");
    const rows = report.images.flatMap((image) => rowsOf(image, context));
    context.out(`${table([{ title: "IMAGE" }, { title: "TAG" }, { title: "RULE" }], rows)}\n`);
  });
}

function rowsOf({ name, tags }: TaggedTarget, { paint }: CommandContext): string[][] {
  if (tags.length === 0) return [[paint("bold", name), paint("dim", "none"), ""]];
  return tags.map(({ tag, rule }, i) => [i === 0 ? paint("bold", name) : "", tag, paint("dim", rule)]);
}
