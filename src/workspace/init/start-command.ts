/**
 * A command of a Dockerfile without what has no meaning in an image of cooper's: `exec`, an init such as `tini`, a shell
 * round one command, and the tools that put a venv on the path (`poetry run`, `uv run`).
 */
export function plainCommand(command: readonly string[]): readonly string[] {
  const [program = "", ...rest] = command;
  const name = program.slice(program.lastIndexOf("/") + 1);
  if (name === "exec") return plainCommand(rest);
  if (/^(?:tini|dumb-init)$/.test(name)) return plainCommand(rest.slice(rest.findIndex(isProgram)));
  if (/^(?:ba|da)?sh$/.test(name)) return rest[0] === "-c" ? plainCommand(parseCommand(rest[1])) : [];
  if (/^(?:poetry|uv|pdm|pipenv|hatch)$/.test(name) && rest[0] === "run") return afterRun(rest.slice(1));
  return name.endsWith(".sh") ? [] : command;
}

/** `uv run main.py` is `python main.py`. */
function afterRun(words: readonly string[]): readonly string[] {
  const command = words.slice(Math.max(words.findIndex(isProgram), 0));
  return command[0]?.endsWith(".py") ? ["python", ...command] : plainCommand(command);
}

function isProgram(word: string): boolean {
  return !word.startsWith("-");
}

/** `["python", "main.py"]` as JSON, or `python main.py` where it needs no shell; else nothing. */
export function parseCommand(text: string | undefined): readonly string[] {
  if (!text) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) && parsed.every((word) => typeof word === "string") ? parsed : [];
  } catch {
    return /[$|&;<>`"']/.test(text) ? [] : text.trim().split(/\s+/);
  }
}
