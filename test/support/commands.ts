import type { Command } from "commander";
import { commandTable } from "../../src/cli/command-table.ts";
import { programFor } from "../../src/cli/program.ts";

/** Every command and subcommand of cooper by its path, such as `cache gc`; the empty path is cooper itself. */
export async function allCommands(): Promise<ReadonlyMap<string, Command>> {
  const found = new Map<string, Command>();
  for (const { name } of commandTable) {
    const program = await programFor([name], silent);
    found.set("", program);
    const command = program.commands.find((one) => one.name() === name);
    if (command) collect(command, name, found);
  }
  return found;
}

function collect(command: Command, path: string, found: Map<string, Command>): void {
  found.set(path, command);
  for (const inner of command.commands) collect(inner, `${path} ${inner.name()}`, found);
}

const plain = (_: unknown, text: string) => text;

const silent = {
  cwd: "/",
  env: {},
  out: () => {},
  note: () => {},
  paint: plain,
  paintNote: plain,
  signal: new AbortController().signal,
  insist: new AbortController().signal,
};
