import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";
import { addBuildOptions, type BuildOptions, buildRequestOf } from "../options.ts";

interface Options extends BuildOptions {
  readonly engine?: string;
  readonly tag?: string;
}

/** `cooper load` */
export function load(command: Command, context: CommandContext): void {
  addBuildOptions(command, "this machine's")
    .option("--engine <name>", "docker or podman (default: the first that answers)")
    .option("--tag <tag>", "the tag in the engine (default: latest)")
    .addHelpText(
      "after",
      `
Builds for this machine's platform, or the one of --platform, and lets the engine fetch the layers it lacks.

Examples:
  cooper load                                    everything
  cooper load todost && docker run --rm -p 8000:8000 ghcr.io/owner/todost
  cooper load todost --platform linux/arm64 --tag arm64`,
    )
    .action((images: string[], options: Options) => run(command, context, images, options));
}

async function run(
  command: Command,
  context: CommandContext,
  images: readonly string[],
  options: Options,
): Promise<void> {
  const { load } = await import("../../api/load.ts");
  await withSession(command, context, async (session, reporter) => {
    const loaded = await load(session, { ...buildRequestOf(images, options), ...options });
    reporter.stop();
    for (const { name, engine, how } of loaded) {
      context.out(`${context.paint("bold", name)} ${context.paint("dim", `${wording[how]} ${engine}`)}\n`);
    }
  });
}

const wording = {
  present: "was already in",
  layers: "loaded into",
  pulled: "loaded into",
  archive: "sent to",
} as const;
