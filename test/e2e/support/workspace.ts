import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../../src/core/process.ts";
import type { Owner } from "../../support/loopback.ts";
import { cleanEnvironment } from "./cooper.ts";

export type { Owner };

/** A folder that is removed when its owner ends. */
export async function temporaryFolder(owner: Owner): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cooper-e2e-"));
  owner.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files, by their paths below a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** A workspace of its own with these files, removed when its owner ends. */
export async function temporaryWorkspace(
  owner: Owner,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = await temporaryFolder(owner);
  await writeFiles(folder, files);
  return folder;
}

/** Commits everything in a folder, always with the same name and time: a second commit differs by its files only. */
export async function commitAll(folder: string, date = "2026-01-02T03:04:05Z"): Promise<void> {
  const env = cleanEnvironment({
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  });
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=Tester", "-c", "user.email=tester@mail.example", ...args], {
      cwd: folder,
      env,
    });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--allow-empty", "--message=A workspace");
}
