import { readFileSync } from "node:fs";
import { glob } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the repository. */
export const repository = fileURLToPath(new URL("../..", import.meta.url));

/** One module of `src/`; tests, their fixtures and what lies in `testing/` are none. */
export interface SourceFile {
  /** Relative to `src/`. */
  readonly path: string;
  readonly text: string;
}

/** Something that a module imports. */
export interface Import {
  /** Relative to `src/` for a module of ours, otherwise as written: `undici`, `node:fs`. */
  readonly target: string;
  readonly isOurs: boolean;
  /** `static` is loaded whenever the module is, `dynamic` when it is reached, `type` never. */
  readonly how: "static" | "dynamic" | "type";
}

/** Every module of `src/`, sorted by path. */
export async function sourceFiles(): Promise<SourceFile[]> {
  const root = join(repository, "src");
  const paths = await Array.fromAsync(glob("**/*.ts", { cwd: root }));
  return paths
    .filter((path) => !/\.(test|fixture)\.ts$|(^|\/)testing\//.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

// The formatter puts every static import at the start of a line.
const statement = /^(?:import|export)(\s+type)?\b[^;"'`]*?\bfrom\s+"([^"]+)"|^import\s+"([^"]+)"/gm;
const expression = /\bimport\(\s*"([^"]+)"\s*\)(\.\w)?/g;

/** What a module imports. `import("x").T` is a type. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (written: string, how: Import["how"]) => {
    const isOurs = written.startsWith(".");
    found.push({ target: isOurs ? join(dirname(path), written) : written, isOurs, how });
  };
  for (const [, type, from, bare] of text.matchAll(statement)) {
    add(from ?? bare ?? "", type ? "type" : "static");
  }
  for (const [, target, member] of text.matchAll(expression)) add(target ?? "", member ? "type" : "dynamic");
  return found;
}
