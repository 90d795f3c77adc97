/** Sections by name, and in them options by name; the last of two equal names counts. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads what Python's `RawConfigParser` reads: `name = value` or `name: value`, values that go on in indented lines,
 * whole-line comments. Option names come in lower case with `-` for `_`, as pip compares them.
 */
export function parseIni(source: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let last: string | undefined;
  for (const line of source.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    const [, name, value = ""] = /^([^\s:=][^:=]*?)\s*[:=]\s*(.*)$/.exec(line) ?? [];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map();
      sections.set(header, section);
      last = undefined;
    } else if (/^\s/.test(line) && last !== undefined) {
      section.set(last, `${section.get(last)}\n${line.trim()}`);
    } else if (name !== undefined) {
      last = name.replace(/^--/, "").replaceAll("_", "-").toLowerCase();
      section.set(last, value.trim());
    }
  }
  return sections;
}
