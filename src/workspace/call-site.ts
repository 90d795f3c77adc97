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

/** The places of a stack trace that lie in files outside cooper and its dependencies, innermost first. */
export function foreignFrames(stack: string): Frame[] {
  return stack.split("\n").flatMap((text) => {
    const [, url, line, column] = /[\s(](file:\/\/.+):(\d+):(\d+)\)?$/.exec(text) ?? [];
    if (!url) return [];
    const file = fileURLToPath(url);
    if (file.startsWith(ownCode) || file.includes("/node_modules/")) return [];
    return [{ file, line: Number(line), column: Number(column) }];
  });
}

/** Where the function that asks was called from outside cooper, innermost first. */
export function callers(): Frame[] {
  return foreignFrames(new Error().stack ?? "");
}
