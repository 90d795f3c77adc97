import type { Command } from "commander";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";
import { collectMatching, collectValues, progressOption } from "../options.ts";
import type { ProgressMode } from "../progress/reporter.ts";

interface Options {
  readonly publish?: readonly string[];
  readonly env?: readonly string[];
  readonly volume?: readonly string[];
  readonly name?: string;
  readonly platform?: string;
  readonly engine?: string;
  readonly writable?: boolean;
  readonly detach?: boolean;
  readonly progress: ProgressMode;
}

/** `cooper run` */
export function run(command: Command, context: CommandContext): void {
  command
    .argument("<image>", "the name or label of an image")
    .argument("[args...]", "arguments instead of the image's own")
    .option("-p, --publish <ports>", "host:container (default: each port of the image, on 127.0.0.1)", ports)
    .option("-e, --env <name=value>", "set a variable", variables)
    .option("-v, --volume <spec>", "mount a folder or volume", collectValues)
    .option("--name <name>", "name of the container")
    .option("--platform <platform>", "such as linux/arm64, where the engine can emulate it")
    .option("--engine <name>", "docker or podman (default: the first that answers)")
    .option("--writable", "let the container write to its root file system")
    .option("-d, --detach", "return once it is healthy, and leave it running")
    .addOption(progressOption())
    .addHelpText("after", examples)
    .action((image: string, args: string[], options: Options) =>
      start(command, context, { image, args, options }),
    );
}

const examples = `
Starts the image as it would run in production: user 65532, no capabilities, root file system read-only, /tmp writable.
Ctrl-C stops and removes the container.

Examples:
  cooper run todost
  cooper run todost -p 9000:8000 -e LOG_LEVEL=DEBUG
  cooper run todost -- --verbose               what follows -- is for the image`;

const ports = collectMatching(
  /^(?:(?:\[[\da-f:]+\]|[\d.]+):)?(?:[\d-]*:)?\d[\d-]*(?:\/(?:tcp|udp|sctp))?$/i,
  "Write host:container, such as 8080:8000 or 127.0.0.1:8080:8000.",
);
const variables = collectMatching(/^[^=]/, "Write NAME=value, or NAME for that of this shell.");

interface Words {
  readonly image: string;
  readonly args: readonly string[];
  readonly options: Options;
}

async function start(
  command: Command,
  context: CommandContext,
  { image, args, options }: Words,
): Promise<void> {
  const { runImage } = await import("../../api/run.ts");
  await withSession(command, context, async (session, reporter) => {
    const status = await runImage(session, {
      ...options,
      image,
      args,
      insist: context.insist,
      onLine: (line) => context.out(`${line}\n`),
      onStop: () => context.note(context.paintNote("dim", `stopping ${image}; Ctrl-C again kills it\n`)),
      onReady: ({ state, addresses, id }) => {
        reporter.stop();
        const where = addresses.length > 0 ? ` at ${addresses.join(", ")}` : "";
        context.note(`${context.paintNote("green", state)} ${image} (${id.slice(0, 12)})${where}\n`);
      },
    });
    process.exitCode = status;
  });
}
