import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Standpoint } from "../api/find-image.ts";
import type { RemoteContext } from "../api/remote.ts";
import { openSession, type Session } from "../api/session.ts";
import { UsageError } from "../core/error.ts";
import type { CommandContext } from "./context.ts";
import { type ProgressMode, type Reporter, reporterFor } from "./progress/reporter.ts";

/** The folder that `--workspace` names, else the one the user stands in. Throws `FOLDER_MISSING`. */
export function startFolder(command: Command, context: CommandContext): string {
  const { workspace } = command.optsWithGlobals() as { workspace?: string };
  if (workspace === undefined) return context.cwd;
  const folder = resolve(context.cwd, workspace);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new UsageError("--workspace names no folder", { code: "FOLDER_MISSING", where: folder });
}

/** Opens the workspace, shows progress while `work` runs, and takes the display away after it. */
export function withSession<T>(
  command: Command,
  context: CommandContext,
  work: (session: Session, reporter: Reporter) => Promise<T>,
): Promise<T> {
  return withRemote(command, context, async (remote, reporter) =>
    work(await openSession({ ...remote, start: startFolder(command, context) }), reporter),
  );
}

/** For commands on images of the workspace and on layouts, which need none: shows progress while `work` runs. */
export function withStandpoint<T>(
  command: Command,
  context: CommandContext,
  work: (place: Standpoint, reporter: Reporter) => Promise<T>,
): Promise<T> {
  return withRemote(command, context, (remote, reporter) => {
    const start = startFolder(command, context);
    let session: Promise<Session> | undefined;
    const open = () => {
      session ??= openSession({ ...remote, start });
      return session;
    };
    return work({ start, session: open }, reporter);
  });
}

/** For commands on registries, which need no workspace: shows progress while `work` runs. */
export async function withRemote<T>(
  command: Command,
  context: CommandContext,
  work: (remote: RemoteContext, reporter: Reporter) => Promise<T>,
): Promise<T> {
  const { progress = "auto" } = command.opts() as { progress?: ProgressMode };
  const reporter = reporterFor(progress, process.stderr, context.paintNote);
  try {
    return await work({ env: context.env, progress: reporter.listen, signal: context.signal }, reporter);
  } finally {
    reporter.stop();
  }
}
