import { UsageError } from "../core/error.ts";
import type { Label } from "./label.ts";

/** What a person types to mean one target or many. */
export type LabelPattern =
  /** `//services/todost:todost` */
  | { readonly means: "target"; readonly label: Label }
  /** `//services/todost`: the target of that folder. */
  | { readonly means: "folder"; readonly folder: string }
  /** `//services/...`: everything in that folder and below; `//...` is the whole workspace. */
  | { readonly means: "below"; readonly folder: string }
  /** `todost`: the only target of that name. */
  | { readonly means: "name"; readonly name: string };

/**
 * Parses a label, a pattern or a bare name. What begins with neither `//` nor a bare name is a path relative to
 * `folder`, itself relative to the root: `./todost`, `../libs/...`, `services/todost`, `:name`, `.`. Throws `BAD_LABEL`.
 */
export function parseLabelPattern(text: string, folder = ""): LabelPattern {
  const absolute = text.startsWith("//");
  const [path = "", name, ...rest] = (absolute ? text.slice(2) : text).split(":");
  if (text === "" || rest.length > 0) throw bad(text);
  if (name === undefined && /^[^/]+$/.test(text) && !/^\.+$/.test(text)) return { means: "name", name: text };
  const parts = path.split("/").filter((part) => part !== "");
  const below = parts.at(-1) === "...";
  if (below) parts.pop();
  const resolved = resolveParts(absolute ? [] : folder.split("/").filter(Boolean), parts, text);
  if (below && name === undefined) return { means: "below", folder: resolved };
  if (name === undefined) return { means: "folder", folder: resolved };
  if (below || !/^[\w.-]+$/.test(name)) throw bad(text);
  return { means: "target", label: { folder: resolved, name } };
}

function resolveParts(start: readonly string[], parts: readonly string[], text: string): string {
  const resolved = [...start];
  for (const part of parts) {
    if (part === "..") {
      if (resolved.pop() === undefined) throw outside(text);
    } else if (part === "...") {
      throw bad(text);
    } else if (part !== ".") {
      resolved.push(part);
    }
  }
  return resolved.join("/");
}

function outside(text: string): UsageError {
  return new UsageError(`"${text}" lies outside the workspace`, {
    code: "BAD_LABEL",
    hint: "`cooper list` shows the images of the workspace.",
  });
}

function bad(text: string): UsageError {
  return new UsageError(`"${text}" is not a label`, {
    code: "BAD_LABEL",
    hint: "Write //path/to/folder, //path/to/folder:name, //path/... for everything below, or the name of an image.",
  });
}
