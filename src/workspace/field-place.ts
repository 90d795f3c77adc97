import { readFileSync } from "node:fs";
import type { Frame } from "./call-site.ts";
import type { Definition } from "./definition.ts";
import { type FieldPath, locateField } from "./locate-field.ts";

/**
 * `file:line` of a field that was passed to a call: the line of the field, else of the nearest field round it, else of
 * the call. `frames` says where the call was made, innermost first.
 */
export function placeOfField(path: FieldPath, frames: readonly Frame[]): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    for (const frame of frames) {
      const line = lineIn(frame, path.slice(0, length));
      if (line !== undefined) return `${frame.file}:${line}`;
    }
  }
  const call = frames[0];
  return call && `${call.file}:${call.line}`;
}

/** `file:line` of a field of a definition, for what turns out to be wrong only beside other definitions. */
export function placeInDefinition({ at }: Definition, ...path: FieldPath): string {
  return placeOfField(path, [{ ...at, column: 1 }]) ?? at.file;
}

function lineIn(frame: Frame, path: FieldPath): number | undefined {
  try {
    return locateField(readFileSync(frame.file, "utf8"), frame, path);
  } catch {
    return undefined;
  }
}
