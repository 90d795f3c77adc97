import { Buffer } from "node:buffer";
import type { ScriptEntryPoint } from "./entry-points.ts";

/** The program of an entry point. Source: PyPA, "Entry points specification", "Use for scripts". */
export function entryPointScript({ module, attribute }: ScriptEntryPoint, python: string): string {
  const imported = attribute.split(".")[0];
  return `#!${python}
import sys

from ${module} import ${imported}

if __name__ == "__main__":
    sys.exit(${attribute}())
`;
}

/**
 * Whether the installer has to put the interpreter's path into the first line of a script of a wheel. Source:
 * binary distribution format, "Recommended installer features".
 */
export function wantsShebang(content: Uint8Array): boolean {
  return bufferOf(content).subarray(0, marker.length).equals(marker);
}

/** Puts the interpreter's path in place of the first line, `#!python` or `#!pythonw`. */
export function withShebang(content: Uint8Array, python: string): Uint8Array {
  const bytes = bufferOf(content);
  const end = bytes.indexOf(10);
  return Buffer.concat([Buffer.from(`#!${python}\n`), bytes.subarray(end === -1 ? bytes.length : end + 1)]);
}

const marker = Buffer.from("#!python");

function bufferOf(content: Uint8Array): Buffer {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
