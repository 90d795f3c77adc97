import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../src/core/error.ts";
import { run } from "../../src/core/process.ts";
import type { Owner } from "./loopback.ts";

/** A disk of its own that ends with its owner, or why there is none. `size` as `mount` takes it, such as `8m`. */
export async function smallDisk(owner: Owner, size: string): Promise<{ folder: string } | { lack: string }> {
  const folder = await mkdtemp(join(tmpdir(), "cooper-disk-"));
  let mounted = false;
  owner.after(async () => {
    // Lazily, since this process may have the lock of a session open there.
    if (mounted) await run("umount", ["--lazy", folder]);
    await rm(folder, { recursive: true });
  });
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
    mounted = true;
  } catch (error) {
    return { lack: `no small disk to be had: ${messageOf(error)}` };
  }
  return { folder };
}

/** Lets nobody write to a small disk any more. */
export async function freezeDisk(folder: string): Promise<void> {
  await run("mount", ["-o", "remount,ro", folder]);
}

/** Gives a small disk another size, in bytes. */
export async function resizeDisk(folder: string, size: number): Promise<void> {
  await run("mount", ["-o", `remount,size=${size}`, folder]);
}
