import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Statement } from "./requirements-statement.ts";

/** A project in a folder, as a requirements file names it. */
export interface FolderReference {
  /** Absolute path. */
  readonly folder: string;
  /** What is to be called so in messages. */
  readonly name: string;
  /** What stands after the `;`. */
  readonly marker?: string | undefined;
}

const file = /\.(?:whl|zip|tar\.\w+|tgz)$/i;
const shape =
  /^(?:(?<name>[\w.-]+)\s*(?:\[[^\]]*\])?\s*@\s*)?(?<place>[^\s;[\]]+)\s*(?:\[[^\]]*\])?\s*(?:;(?<marker>.*))?$/s;

/**
 * What `-e ../common`, `./common[extra]`, `file:///repo/common` or `common @ file:///repo/common` lead to; nothing for
 * any other statement. Paths are relative to the file that names them.
 */
export function folderReference(statement: Statement, origin: string): FolderReference | undefined {
  const editable = statement.type === "option" && statement.name === "--editable";
  if (!editable && statement.type === "option") return undefined;
  const groups = shape.exec(editable ? statement.value : (statement as { text: string }).text)?.groups;
  const place = groups?.place?.replace(/#.*$/, "");
  if (!place || file.test(place)) return undefined;
  const isPath = /^\.{0,2}(?:\/|$)/.test(place) || (editable && !/^[a-z+]+:/i.test(place));
  if (!isPath && !/^file:\/\//i.test(place)) return undefined;
  const folder = isPath ? resolve(dirname(origin), place) : fileURLToPath(place).replace(/\/$/, "");
  return { folder, name: groups?.name ?? place, marker: groups?.marker };
}
