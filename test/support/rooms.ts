/** One row of the table of rooms in `docs/architecture.md`. */
export interface Room {
  /** Folder under `src/`, such as `registry/client`. `<name>` stands for any one folder. */
  readonly folder: string;
  /** Folders under `src/` that it may import from; each stands for all below it. */
  readonly mayImport: readonly string[];
}

/** Reads the table of rooms. A row that cannot be read is an error, so that no rule is lost by a slip of the pen. */
export function parseRooms(markdown: string): Room[] {
  const lines = markdown.split("\n");
  const header = lines.findIndex((line) => /^\| folder under `src\/` \|.*\| may import \|$/.test(line));
  if (header < 0) throw new Error("the architecture has no table of rooms");
  const rows = lines.slice(header + 2);
  const end = rows.findIndex((line) => !line.startsWith("|"));
  const rooms: Room[] = [];
  for (const row of rows.slice(0, end)) rooms.push(...parseRow(row, rooms));
  return rooms;
}

function parseRow(row: string, above: readonly Room[]): Room[] {
  const [, folders = "", , imports = ""] = row.split(/\s*\|\s*/);
  const names = [...folders.matchAll(/`([^`]+)\/`/g)].flatMap(([, name]) => expandBraces(name ?? ""));
  if (names.length === 0) throw new Error(`no folder in this row of the architecture: ${row}`);
  const mayImport = imports === "all above" ? above.map((room) => room.folder) : parseList(imports, row);
  return names.map((folder) => ({ folder, mayImport }));
}

function parseList(imports: string, row: string): string[] {
  const names = imports.split(/[,;]\s*/).filter((name) => name !== "–");
  const strange = names.find((name) => !/^[a-z]+(\/[a-z]+)?$/.test(name));
  if (strange !== undefined)
    throw new Error(`"${strange}" is no room, in this row of the architecture: ${row}`);
  return names;
}

/** `release/{tags,publish}` is two folders. */
function expandBraces(name: string): string[] {
  const [, before = "", list, behind = ""] = /^(.*)\{([^}]+)\}(.*)$/.exec(name) ?? [];
  return list === undefined ? [name] : list.split(",").map((part) => before + part + behind);
}

/** The folder that makes a module part of a room, such as `languages/python` for a room `languages/<name>`. */
export function roomFolder(path: string, rooms: readonly Room[]): string | undefined {
  const patterns = rooms.map(({ folder }) => folder.replace("<name>", "[^/]+"));
  return patterns.map((p) => new RegExp(`^${p}(?=/)`).exec(path)?.[0]).find((folder) => folder !== undefined);
}

/** Whether a module in one room may import from another. */
export function mayImport(rooms: readonly Room[], from: string, to: string): boolean {
  const room = rooms.find(({ folder }) => new RegExp(`^${folder.replace("<name>", "[^/]+")}$`).test(from));
  const allowed = room?.mayImport.map((name) => name.replace("<name>", "[^/]+")) ?? [];
  return from === to || allowed.some((name) => new RegExp(`^${name}(/|$)`).test(to));
}
