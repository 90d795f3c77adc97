import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { run } from "../../../src/core/process.ts";
import type { Lack } from "./tools.ts";

const binfmt = "/proc/sys/fs/binfmt_misc";
const format = "/usr/lib/binfmt.d/qemu-aarch64.conf";

/** Lets this machine run arm64 programs, by qemu where its processor is another. Says why where that cannot be. */
export async function lackingArm64(): Promise<Lack> {
  if (process.arch === "arm64" || existsSync(`${binfmt}/qemu-aarch64`)) return false;
  if (!existsSync(format)) return "qemu-user-static is not installed, so arm64 programs do not run here";
  if (process.getuid?.() !== 0) return "only root can register qemu for arm64 programs";
  try {
    if (!existsSync(`${binfmt}/register`)) await run("mount", ["-t", "binfmt_misc", "binfmt_misc", binfmt]);
    writeFileSync(`${binfmt}/register`, readFileSync(format, "utf8").trim());
    return false;
  } catch (error) {
    return `qemu cannot be registered for arm64 programs: ${error}`;
  }
}
