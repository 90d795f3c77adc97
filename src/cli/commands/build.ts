import { type Command, Option } from "commander";
import type { BuiltImage } from "../../api/built-image.ts";
import type { Session } from "../../api/session.ts";
import { buildSummary } from "../build-summary.ts";
import type { CommandContext } from "../context.ts";
import { appendSummary, buildTable } from "../markdown-summary.ts";
import { withSession } from "../open.ts";
import { addBuildOptions, type BuildOptions, buildRequestOf } from "../options.ts";

interface Options extends BuildOptions {
  readonly output?: string;
  readonly compression: "gzip" | "zstd" | "none";
  readonly metadataFile?: string;
  readonly summary?: string;
  readonly json?: boolean;
}

/** `cooper build` */
export function build(command: Command, context: CommandContext): void {
  addBuildOptions(command)
    .option(
      "-o, --output <where>",
      "also write the image: a folder/, FILE.oci.tar, or FILE.tar for docker load",
    )
    .addOption(
      new Option("--compression <kind>", "of the layers that --output writes")
        .choices(["gzip", "zstd", "none"])
        .default("gzip"),
    )
    .option("--metadata-file <file>", "write names, digests and sizes as JSON")
    .option("--json", "print the same on standard output")
    .option("--summary <file>", "append a table in Markdown, such as to $GITHUB_STEP_SUMMARY")
    .addHelpText("after", examples)
    .action((images: string[], options: Options) => run(command, context, images, options));
}

const examples = `
Nothing is sent anywhere: images go into cooper's store, an OCI image layout. Where nothing changed, nothing is done.

Examples:
  cooper build                                   all images
  cooper build todost                            one, by name
  cooper build //services/... --affected         below a folder, only what changes can have touched
  cooper build todost -o todost.tar --platform linux/amd64 && docker load -i todost.tar
  cooper build todost -o layout/ && skopeo inspect oci:layout`;

async function run(
  command: Command,
  context: CommandContext,
  images: readonly string[],
  options: Options,
): Promise<void> {
  const { build } = await import("../../api/build.ts");
  if (options.output !== undefined) (await import("../../api/export.ts")).checkOutput(options.output);
  await withSession(command, context, async (session, reporter) => {
    const built = await build(session, buildRequestOf(images, options));
    if (options.output !== undefined) await write(session, built, options.output, options);
    reporter.stop();
    const json = `${JSON.stringify({ images: built }, null, 2)}\n`;
    if (options.metadataFile !== undefined) await writeMetadata(options.metadataFile, json);
    if (options.summary !== undefined) await appendSummary(options.summary, buildTable(built));
    context.out(options.json ? json : buildSummary(built, context.paint));
  });
}

async function write(
  session: Session,
  built: readonly BuiltImage[],
  where: string,
  { compression }: Options,
): Promise<void> {
  const { exportImages } = await import("../../api/export.ts");
  await exportImages(session, built, { where, compression });
}

async function writeMetadata(file: string, json: string): Promise<void> {
  const { writeFileAtomic } = await import("../../core/atomic-file.ts");
  await writeFileAtomic(file, json);
}
