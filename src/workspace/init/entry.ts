import type { WalkedFolder } from "../walk-folders.ts";

const entryNames = [
  "main.py",
  "app.py",
  "server.py",
  "run.py",
  "asgi.py",
  "wsgi.py",
  "manage.py",
  "__main__.py",
];

/** A function that packaging installs as a program: `todost.server:main`. */
export interface Script {
  readonly module: string;
  readonly name: string;
}

/** The first script of `pyproject.toml` (its own table or Poetry's) or `setup.cfg`. */
export function findScript(requirements: string): Script | undefined {
  const table = /^(?:\[(?:project|tool\.poetry)\.scripts\]|console_scripts\s*=)\s*\n([^[]*)/m;
  const [, module, name] =
    /^\s*["']?[\w.-]+["']?\s*=\s*["']?([\w.]+):(\w+)/m.exec(table.exec(requirements)?.[1] ?? "") ?? [];
  return module === undefined || name === undefined ? undefined : { module, name };
}

/** Where to look for what starts a service. */
export interface EntryPlaces {
  readonly folder: WalkedFolder;
  readonly byPath: ReadonlyMap<string, WalkedFolder>;
  readonly script: Script | undefined;
}

/**
 * The file that starts a service, relative to its folder: in the folder itself, else in `app/`, `src/` or the package
 * that is called like the folder, else where its script points, else in a package below `src/`.
 */
export function findEntry({ folder, byPath, script }: EntryPlaces): string | undefined {
  const namesIn = (inner: string) => byPath.get([folder.path, inner].filter(Boolean).join("/"))?.names;
  const entryIn = (inner: string) => {
    const name = entryNames.find((candidate) => namesIn(inner)?.has(candidate));
    return name && `${inner}/${name}`;
  };
  const ownName = folder.path.slice(folder.path.lastIndexOf("/") + 1).replaceAll("-", "_");
  const packages = [...(namesIn("src") ?? [])].sort().map((name) => `src/${name}`);
  return (
    ["app", "src", ownName].map(entryIn).find(Boolean) ??
    (script && fileOf(script, namesIn)) ??
    packages.map(entryIn).find(Boolean)
  );
}

/** The entry in a folder itself. */
export function ownEntry({ names }: WalkedFolder): string | undefined {
  return entryNames.find((name) => names.has(name));
}

/** The file of a script's module, in the folder or below `src/`. */
function fileOf(
  { module }: Script,
  namesIn: (folder: string) => ReadonlySet<string> | undefined,
): string | undefined {
  const path = module.replaceAll(".", "/");
  const candidates = ["", "src/"].flatMap((root) => [`${root}${path}.py`, `${root}${path}/__init__.py`]);
  return candidates.find((file) => {
    const cut = file.lastIndexOf("/");
    return namesIn(file.slice(0, Math.max(cut, 0)))?.has(file.slice(cut + 1));
  });
}
