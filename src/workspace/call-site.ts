import { fileURLToPath } from "node:url";

/** A place in a stack trace. */
export interface Frame {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** The folder of cooper's own code: `src/` in development, `dist/` when compiled. */
const ownCode = fileURLToPath(new URL("../", import.meta.url));

/**
 * The places of a stack trace that lie in files outside cooper and its dependencies, innermost first. One by one, since
 * most callers want the first only.
 */
export function* foreignFrames(stack: string): Generator<Frame, undefined> {
  for (const text of stack.split("\n")) {
    const [, url, line, column] = /[\s(](file:\/\/.+):(\d+):(\d+)\)?$/.exec(text) ?? [];
    const file = url && fileURLToPath(url);
    if (!file || file.startsWith(ownCode) || file.includes("/node_modules/")) continue;
    yield { file, line: Number(line), column: Number(column) };
  }
}
