import { badWheel } from "./wheel-error.ts";

/** A program that calls a function. */
export interface ScriptEntryPoint {
  readonly name: string;
  /** Dotted module. */
  readonly module: string;
  /** Dotted attribute of the module that is called. */
  readonly attribute: string;
}

const scriptGroups = new Set(["console_scripts", "gui_scripts"]);
const identifiers = "[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*(?:\\.[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*)*";
const reference = new RegExp(`^(${identifiers})\\s*:\\s*(${identifiers})\\s*(?:\\[[^\\]]*\\])?$`, "u");

/**
 * The programs that `entry_points.txt` asks for, sorted by name. Fails with `BAD_WHEEL` for a name that is no
 * plain file name and for an object reference that is none. Source: PyPA, "Entry points specification".
 */
export function parseScripts(text: string, where: string): ScriptEntryPoint[] {
  const scripts = new Map<string, ScriptEntryPoint>();
  let group = "";
  for (const line of text.split(/\r?\n/).map((raw) => raw.trim())) {
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const section = /^\[(.*)\]$/.exec(line)?.[1];
    if (section !== undefined) group = section.trim();
    else if (scriptGroups.has(group)) {
      const script = parseScript(line, where);
      scripts.set(script.name, script);
    }
  }
  return [...scripts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function parseScript(line: string, where: string): ScriptEntryPoint {
  const cut = line.indexOf("=");
  const name = line.slice(0, cut).trim();
  if (cut < 1 || !isFileName(name)) throw badWheel(`${JSON.stringify(line)} names no program`, where);
  const [, module, attribute] = reference.exec(line.slice(cut + 1).trim()) ?? [];
  if (!module || !attribute)
    throw badWheel(`the program ${name} calls no function: ${JSON.stringify(line)}`, where);
  return { name, module, attribute };
}

function isFileName(name: string): boolean {
  return !/[\p{Cc}/\\]/u.test(name) && name !== "." && name !== ".." && !name.startsWith(".wh.");
}
