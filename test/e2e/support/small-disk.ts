import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, tryRun } from "../../../src/core/process.ts";
import type { Owner } from "./workspace.ts";

/** A disk of its own that ends with its owner, or why there is none. `size` as `mount` takes it, such as `8m`. */
export async function smallDisk(owner: Owner, size: string): Promise<{ folder: string } | { lack: string }> {
  const folder = await mkdtemp(join(tmpdir(), "cooper-e2e-"));
  const { status, stderr } = await tryRun("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  owner.after(async () => {
    if (status === 0) await run("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true });
  });
  if (status !== 0) return { lack: `no small disk to be had: ${stderr.trim()}` };
  return { folder };
}

/** Gives a small disk another size, in bytes. */
export async function resizeDisk(folder: string, size: number): Promise<void> {
  await run("mount", ["-o", `remount,size=${size}`, folder]);
}
