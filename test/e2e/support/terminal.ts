import { spawn } from "node:child_process";
import { once } from "node:events";
import { cleanEnvironment, cooperCommand, type Surroundings } from "./cooper.ts";
import { eventually } from "./eventually.ts";

/** What a person does when something appears on the screen. */
export interface Turn {
  readonly sees: string;
  readonly types: string;
}

/** What was on the screen at the end, and the exit status. */
export interface TerminalResult {
  readonly screen: string;
  readonly status: number;
}

/** Runs a command line at a terminal of its own, which `script` of util-linux makes. */
export async function atTerminal(
  args: readonly string[],
  { workspace, store, env }: Surroundings,
  turns: readonly Turn[],
): Promise<TerminalResult> {
  const words = [...cooperCommand, ...args].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["--quiet", "--return", "--command", words, "/dev/null"], {
    cwd: workspace,
    env: cleanEnvironment({ COOPER_STORE: store, TERM: "dumb", ...env }),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(child, "close") as Promise<[number]>;
  let screen = "";
  child.stdout.on("data", (chunk) => (screen += chunk));
  for (const { sees, types } of turns) {
    await eventually(`"${sees}" is on the screen`, () => screen.includes(sees) || undefined, { every: 5 });
    child.stdin.write(types);
  }
  const [status] = await closed;
  return { screen, status };
}
