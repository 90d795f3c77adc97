import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { UsageError } from "../core/error.ts";

/** The whole of standard input without its last line break: how programs hand over a password. */
export async function readStdin(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, "");
}

/** Asks at the terminal; with `hidden`, what is typed is not shown. Fails with `NO_TERMINAL` where nobody can answer. */
export async function askAtTerminal(
  question: string,
  { hidden = false, signal }: { readonly hidden?: boolean; readonly signal: AbortSignal },
): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError(`there is no terminal to ask for "${question}"`, {
      code: "NO_TERMINAL",
      hint: "Give --username, and the password by --password-stdin.",
    });
  }
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: true,
  });
  // The terminal gives Ctrl-C as a key while it shows nothing by itself.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  // Only now, when what is typed is not shown any more: people and programs answer quickly.
  process.stderr.write(`${question}: `);
  try {
    return await terminal.question("", { signal });
  } finally {
    terminal.close();
    if (hidden) process.stderr.write("\n");
  }
}
