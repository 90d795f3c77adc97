import type { Command } from "commander";
import type { PushedImage } from "../../api/push.ts";
import type { CommandContext } from "../context.ts";
import { appendSummary, pushTable } from "../markdown-summary.ts";
import { withSession } from "../open.ts";
import { addBuildOptions, type BuildOptions, buildRequestOf, collectValues } from "../options.ts";
import { pushSummary } from "../push-summary.ts";

interface Options extends BuildOptions {
  readonly dev?: boolean;
  readonly registry?: string;
  readonly tag?: readonly string[];
  readonly dryRun?: boolean;
  readonly imageRefs?: string;
  readonly summary?: string;
  readonly json?: boolean;
}

/** `cooper push` */
export function push(command: Command, context: CommandContext): void {
  addBuildOptions(command)
    .option("--dev", "to the development repository: environments.dev of cooper.config.ts")
    .option("--registry <path>", "to another registry, such as registry.example:5000/team")
    .option("--tag <tag>", "instead of the tags that follow from git; may be repeated", collectValues)
    .option("-n, --dry-run", "build, and say what would be sent")
    .option("--image-refs <file>", "write one repository@digest a line, for deployment tools")
    .option("--summary <file>", "append a table in Markdown, such as to $GITHUB_STEP_SUMMARY")
    .option("--json", "print names, digests, tags and what was sent")
    .addHelpText("after", examples)
    .action((images: string[], options: Options) => run(command, context, images, options));
}

const examples = `
Builds, then sends what the registry lacks; \`cooper tags\` shows which tags follow from git. Where cooper.config.ts names
no registry, images go to the one that the store is: \`cooper registry serve\`.

Examples:
  cooper push                                    every image, every platform
  cooper push --affected                         only what changes can have touched
  cooper push todost --dev                       to the development repository
  cooper push --dry-run                          what would be sent?
  cooper push --image-refs images.txt && deploy $(cat images.txt)`;

async function run(
  command: Command,
  context: CommandContext,
  images: readonly string[],
  options: Options,
): Promise<void> {
  const { push } = await import("../../api/push.ts");
  await withSession(command, context, async (session, reporter) => {
    const { dev, registry, tag: tags, dryRun } = options;
    const request = { ...buildRequestOf(images, options), dev, registry, tags, dryRun };
    const pushed = await push(session, request);
    reporter.stop();
    if (options.imageRefs !== undefined && !dryRun) await writeReferences(options.imageRefs, pushed);
    if (options.summary !== undefined) await appendSummary(options.summary, pushTable(pushed));
    context.out(
      options.json
        ? `${JSON.stringify({ images: pushed }, null, 2)}\n`
        : pushSummary(pushed, { paint: context.paint, dryRun: dryRun ?? false }),
    );
  });
}

async function writeReferences(file: string, pushed: readonly PushedImage[]): Promise<void> {
  const { writeFileAtomic } = await import("../../core/atomic-file.ts");
  await writeFileAtomic(file, pushed.map(({ reference }) => `${reference}\n`).join(""));
}
