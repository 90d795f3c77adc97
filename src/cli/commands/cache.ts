import type { Command } from "commander";
import { formatSize } from "../../core/bytesize.ts";
import type { CommandContext } from "../context.ts";
import { startFolder } from "../open.ts";
import { wholeNumber } from "../options.ts";
import { table } from "../table.ts";

/** `cooper cache` */
export function cache(command: Command, context: CommandContext): void {
  command.addHelpText(
    "after",
    `
Examples:
  cooper cache du
  cooper cache gc --max-size 10GB
  cooper cache verify --repair`,
  );
  command
    .command("du")
    .description("show what takes how much room")
    .option("--json", "for programs")
    .action((options: { json?: boolean }) => du(command, context, options));
  command
    .command("gc")
    .description("remove what no image needs and nobody used lately")
    .option("--keep <days>", "keep what was used within so many days", wholeNumber(0), 7)
    .option("--max-size <size>", "remove the least recently used until so much is left, such as 10GB")
    .option("--all", "remove everything, the images too, but for what cooper registry serve holds")
    .action((options: GcOptions) => gc(command, context, options));
  command
    .command("verify")
    .description("hash every blob again, and check the images in the index")
    .option("--repair", "remove what is damaged, so that it is made again")
    .action((options: { repair?: boolean }) => verify(command, context, options));
}

interface GcOptions {
  readonly keep: number;
  readonly maxSize?: string;
  readonly all?: boolean;
}

async function storeOf(command: Command, context: CommandContext) {
  const { openCache } = await import("../../api/cache.ts");
  return openCache({ start: startFolder(command, context), env: context.env });
}

async function du(command: Command, context: CommandContext, { json }: { json?: boolean }): Promise<void> {
  const cache = await storeOf(command, context);
  const usage = await cache.du();
  if (json) return context.out(`${JSON.stringify({ folder: cache.folder, usage }, null, 2)}\n`);
  const { named, total, ...parts } = usage;
  const shares = [
    ...Object.entries(parts),
    ["total", total] as const,
    ["of it, in named images", named] as const,
  ];
  const rows = shares.map(([what, { files, bytes }]) => [what, String(files), formatSize(bytes)]);
  const columns = [
    { title: "WHAT" },
    { title: "FILES", align: "right" },
    { title: "SIZE", align: "right" },
  ] as const;
  context.out(`${cache.folder}\n${table(columns, rows)}\n`);
}

async function gc(command: Command, context: CommandContext, options: GcOptions): Promise<void> {
  const { cleanCache } = await import("../../api/cache.ts");
  const { removedBlobs, freed, kept } = await cleanCache(await storeOf(command, context), options);
  context.out(`Removed ${removedBlobs} blobs, ${formatSize(freed)}; ${formatSize(kept)} stay.\n`);
}

async function verify(
  command: Command,
  context: CommandContext,
  options: { repair?: boolean },
): Promise<void> {
  const { verifyCache } = await import("../../api/cache.ts");
  const { blobs, bytes, damaged, incomplete, unfit } = await verifyCache(await storeOf(command, context), {
    remove: options.repair,
    signal: context.signal,
  });
  const faults = [
    ...damaged.map((digest) => ({ kind: "damaged", what: digest })),
    ...incomplete.map(({ image, missing }) => ({ kind: "incomplete", what: `${image} lacks ${missing}` })),
    ...unfit.map(({ image, why }) => ({ kind: "unfit", what: `${image}: ${why}` })),
  ];
  for (const { kind, what } of faults) context.out(`${context.paint("red", kind)} ${what}\n`);
  context.out(
    `${blobs} blobs, ${formatSize(bytes)}, ${damaged.length} damaged${options.repair ? " and removed" : ""}.\n`,
  );
  if (faults.length > 0 && !options.repair) process.exitCode = 1;
}
