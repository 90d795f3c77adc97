import { parseCommand, plainCommand } from "./start-command.ts";

/** What a Dockerfile says about how a service starts. */
export interface StartHints {
  /** Whether it builds on an image of Python or installs packages of Python. */
  readonly isPython: boolean;
  /** The minor version of the image of Python it builds on: 12 for `python:3.12-slim`. */
  readonly pythonMinor: number | undefined;
  /** Program and arguments that start the service. */
  readonly command: readonly string[] | undefined;
  readonly ports: readonly number[];
}

/** Reads the last ENTRYPOINT and CMD, and every EXPOSE. Variables and shell syntax are not followed. */
export function readDockerfile(text: string): StartHints {
  const lines = text.replace(/\\\r?\n/g, " ").split("\n");
  const argumentsOf = (word: string) =>
    lines.flatMap((line) => new RegExp(`^\\s*${word}\\s+(.+)$`, "i").exec(line)?.[1]?.trim() ?? []);
  const words = plainCommand([
    ...parseCommand(argumentsOf("ENTRYPOINT").at(-1)),
    ...parseCommand(argumentsOf("CMD").at(-1)),
  ]);
  const minors = argumentsOf("FROM").flatMap((base) => /python:3\.(\d+)/.exec(base)?.[1] ?? []);
  return {
    isPython: /^\s*FROM\s+\S*python|\b(?:pip|uv|poetry)\b/im.test(text),
    pythonMinor: minors.map(Number).at(-1),
    command: words.length > 0 ? words : undefined,
    ports: argumentsOf("EXPOSE").flatMap((list) => [...list.matchAll(/\b\d{1,5}\b/g)].map(Number)),
  };
}
