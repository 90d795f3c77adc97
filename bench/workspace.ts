import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../src/core/process.ts";

const example = new URL("../examples/monorepo/", import.meta.url).pathname;

/** A service of a made-up workspace. */
export interface Service {
  readonly name: string;
  /** Files beside `main.py`. */
  readonly files: number;
}

/** Where a made-up workspace lies, and where its services do. */
export interface MadeWorkspace {
  readonly root: string;
  readonly services: readonly string[];
}

/**
 * Writes a workspace of Python services that stand on the example's lock files, and commits it to a git repository of
 * its own. Services share a handful of dependency sets, as those of real monorepos do.
 */
export async function makeWorkspace(root: string, services: readonly Service[]): Promise<MadeWorkspace> {
  mkdirSync(root, { recursive: true });
  cpSync(join(example, "cooper.config.ts"), join(root, "cooper.config.ts"));
  cpSync(join(example, "cooper.lock"), join(root, "cooper.lock"));
  writeFileSync(join(root, ".gitignore"), "__pycache__/\n.venv/\n");
  const folders = services.map((service, i) => makeService(join(root, "services", service.name), service, i));
  await commit(root);
  return { root, services: folders };
}

const lockFiles = [
  "services/todost/requirements_lock.txt",
  "libs/lucid-base/requirements_lock.txt",
  undefined,
];

function makeService(folder: string, { name, files }: Service, number: number): string {
  const lock = lockFiles[number % lockFiles.length];
  mkdirSync(join(folder, "package"), { recursive: true });
  if (lock) cpSync(join(example, lock), join(folder, "requirements_lock.txt"));
  writeFileSync(join(folder, "image.ts"), definition(name, lock !== undefined));
  writeFileSync(
    join(folder, "main.py"),
    `import package.module_0\n\nprint("${name}", package.module_0.VALUE)\n`,
  );
  for (let i = 0; i < files; i += 1)
    writeFileSync(join(folder, "package", `module_${i}.py`), source(name, i));
  return folder;
}

function definition(name: string, hasLock: boolean): string {
  return `import { pyServiceImage } from "cooper";

export default pyServiceImage({
  name: "${name}",
  main: "main.py",
${hasLock ? '  deps: "requirements_lock.txt",\n' : ""}  ports: [8000],
  healthcheck: { http: "/health", port: 8000 },
});
`;
}

/** Some 2 KB, different in every file. */
function source(name: string, number: number): string {
  const functions = Array.from(
    { length: 20 },
    (_, i) =>
      `def step_${i}(value):\n    """Step ${i} of ${name}."""\n    return value * ${number + i} + VALUE\n`,
  );
  return `VALUE = ${number}\n\n\n${functions.join("\n\n")}`;
}

async function commit(root: string): Promise<void> {
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.com", ...args], { cwd: root });
  await git("init", "--quiet", ".");
  await git("add", ".");
  await git("commit", "--quiet", "--message", "Begin");
}
