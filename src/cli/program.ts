import { readFileSync } from "node:fs";
import { Command } from "commander";
import { didYouMean } from "../core/nearest.ts";
import { packageFolder } from "../core/package-folder.ts";
import { commandTable } from "./command-table.ts";
import type { CommandContext } from "./context.ts";

const examples = `
Examples:
  cooper init                      write the first configuration
  cooper build                     every image, for every platform
  cooper build todost --platform linux/amd64
  cooper run todost                start it here and wait until it is healthy
  cooper lock --update             move the bases to Debian's newest packages

Each command explains itself: cooper build --help`;

/** The command line with its one chosen command loaded, so that no command pays for the others. */
export async function programFor(args: readonly string[], context: CommandContext): Promise<Command> {
  const program = new Command("cooper")
    .description("Builds, ships and looks after the container images of a monorepo.")
    .version(ownVersion(), "-V, --version", "print the version")
    .option("-C, --workspace <folder>", "the workspace, instead of the nearest above this folder")
    .helpOption("-h, --help", "explain")
    .addHelpText("after", examples)
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: context.out, writeErr: context.note })
    .exitOverride();
  const chosen = commandName(args);
  for (const { name, summary, load } of commandTable) {
    const command = program.command(name).description(summary);
    if (name === chosen || chosen === "help") (await load())(command, context);
  }
  program.on("command:*", ([name = ""]: string[]) => refuse(program, name));
  const [, asked] = args.slice(args.indexOf("help"));
  if (chosen === "help" && asked && !commandTable.some(({ name }) => name === asked)) refuse(program, asked);
  return program;
}

function refuse(program: Command, name: string): never {
  const near = didYouMean(
    name,
    commandTable.map((entry) => entry.name),
  );
  program.error(`error: there is no command "${name}". ${near || "cooper --help lists them."}`);
}

/** The command that a command line means, with its options where they were parsed. */
export function chosenCommand(program: Command | undefined, args: readonly string[]): Command | undefined {
  const name = commandName(args);
  return program?.commands.find((command) => command.name() === name);
}

/** The first word that is neither an option nor the value of one. */
export function commandName(args: readonly string[]): string | undefined {
  const words = args.values();
  for (const word of words) {
    if (word === "-C" || word === "--workspace") words.next();
    else if (!word.startsWith("-")) return word;
  }
  return undefined;
}

function ownVersion(): string {
  const file = new URL("package.json", packageFolder);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
