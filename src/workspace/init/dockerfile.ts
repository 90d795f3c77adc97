/** What a Dockerfile says about how a service starts. */
export interface StartHints {
  /** Whether it builds on an image of Python or installs packages of Python. */
  readonly isPython: boolean;
  /** Program and arguments that start the service. */
  readonly command: readonly string[] | undefined;
  readonly ports: readonly number[];
}

/** Reads the last ENTRYPOINT and CMD, and every EXPOSE. Variables and shell syntax are not followed. */
export function readDockerfile(text: string): StartHints {
  const lines = text.replace(/\\\r?\n/g, " ").split("\n");
  const argumentsOf = (word: string) =>
    lines.flatMap((line) => new RegExp(`^\\s*${word}\\s+(.+)$`, "i").exec(line)?.[1]?.trim() ?? []);
  const words = [
    ...parseCommand(argumentsOf("ENTRYPOINT").at(-1)),
    ...parseCommand(argumentsOf("CMD").at(-1)),
  ];
  return {
    isPython: /^\s*FROM\s+\S*python|\b(?:pip|uv|poetry)\b/im.test(text),
    command: words.length > 0 ? words : undefined,
    ports: argumentsOf("EXPOSE").flatMap((list) => [...list.matchAll(/\b\d{1,5}\b/g)].map(Number)),
  };
}

/** `["python", "main.py"]` as JSON, or `python main.py` where it needs no shell. */
function parseCommand(text: string | undefined): readonly string[] {
  if (!text) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((word) => typeof word === "string") ? parsed : [];
  } catch {
    return /[$|&;<>`"']/.test(text) ? [] : text.split(/\s+/);
  }
}
