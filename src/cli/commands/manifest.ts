import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { withRemote } from "../open.ts";

interface Options {
  readonly platform?: string;
  readonly raw?: boolean;
}

/** `cooper manifest` */
export function manifest(command: Command, context: CommandContext): void {
  command
    .argument("<reference>", "an image of a registry, by tag or digest")
    .option("--platform <platform>", "of an index the manifest for this platform")
    .option("--raw", "the bytes as they are, whose sha256 is the digest")
    .action((reference: string, options: Options) => run(command, context, reference, options));
}

async function run(
  command: Command,
  context: CommandContext,
  reference: string,
  { platform, raw }: Options,
): Promise<void> {
  const { manifestRemote } = await import("../../api/remote.ts");
  await withRemote(command, context, async (remote) => {
    const { descriptor, bytes } = await manifestRemote({ reference, platform }, remote);
    const text = bytes.toString("utf8");
    if (raw) return context.out(text);
    context.note(`${descriptor.mediaType}\n${descriptor.digest}, ${descriptor.size} bytes\n`);
    context.out(`${indented(text)}\n`);
  });
}

/** As it is where it is nested deeper than can be written. */
function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
