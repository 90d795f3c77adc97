/** One statement of a requirements file, whatever number of lines it takes. */
export interface LogicalLine {
  /** Of its first line, from 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * Joins lines that end with a backslash, drops comments and empty lines, and puts in the values of `${NAME}`.
 * Source: pip documentation, "Requirements File Format".
 */
export function logicalLines(source: string, env: NodeJS.ProcessEnv = {}): LogicalLine[] {
  const result: LogicalLine[] = [];
  let open: LogicalLine | undefined;
  for (const [index, physical] of source
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const comment = /^\s*#/.test(physical);
    const goesOn = physical.endsWith("\\") && !comment;
    const text = (open?.text ?? "") + (comment ? " " : physical.slice(0, goesOn ? -1 : undefined));
    open = { line: open?.line ?? index + 1, text };
    if (goesOn) continue;
    result.push(open);
    open = undefined;
  }
  if (open) result.push(open);
  return result.map(({ line, text }) => ({ line, text: clean(text, env) })).filter(({ text }) => text !== "");
}

function clean(text: string, env: NodeJS.ProcessEnv): string {
  return text
    .replace(/(^|\s)#.*$/s, "")
    .trim()
    .replace(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => env[name] || whole);
}
