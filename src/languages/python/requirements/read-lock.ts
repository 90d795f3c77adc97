import { basename } from "node:path";
import { CooperError } from "../../../core/error.ts";
import type { Lock, LockedPackage, LockRequest } from "./lock.ts";
import { readLock } from "./lock-text.ts";
import { sameVersion } from "./specifier.ts";

/** The lock files that are understood. */
export type LockFormat = "requirements" | "uv" | "pylock";

/** Reads a lock file of any format, which its name or its content tells. */
export async function readAnyLock(request: LockRequest): Promise<Lock> {
  const { packages, sources } = await readFormat(lockFormat(request.file), request);
  return { packages: unique(packages), sources };
}

/** Source: PEP 751, "File Name", for `pylock.toml` and `pylock.<name>.toml`. */
export function lockFormat(file: string): LockFormat {
  const name = basename(file);
  if (name === "uv.lock") return "uv";
  if (/^pylock(\.[^.]+)?\.toml$/.test(name)) return "pylock";
  if (/\.(txt|in)$/.test(name)) return "requirements";
  const text = readLock(file);
  if (/^lock-version\s*=/m.test(text)) return "pylock";
  return /^\[\[package\]\]/m.test(text) ? "uv" : "requirements";
}

async function readFormat(format: LockFormat, request: LockRequest): Promise<Lock> {
  switch (format) {
    case "uv":
      return (await import("./uv-lock.ts")).readUvLock(request);
    case "pylock":
      return (await import("./pylock.ts")).readPylock(request);
    case "requirements":
      return (await import("./requirements-lock.ts")).readRequirementsLock(request);
  }
}

/** One version of each package, sorted by name. A package may be named twice if both say the same. */
function unique(packages: readonly LockedPackage[]): LockedPackage[] {
  const byName = new Map<string, LockedPackage>();
  for (const entry of packages) {
    const other = byName.get(entry.name);
    if (other && !sameVersion(other.version, entry.version)) throw conflict(other, entry);
    byName.set(entry.name, other ? merge(other, entry) : entry);
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function merge(a: LockedPackage, b: LockedPackage): LockedPackage {
  return { ...a, hashes: new Set([...a.hashes, ...b.hashes]), files: [...a.files, ...b.files] };
}

function conflict(a: LockedPackage, b: LockedPackage): CooperError {
  return new CooperError(
    `${a.name} is locked as ${a.version} (${a.where}) and as ${b.version} on one target`,
    {
      code: "LOCK_CONFLICT",
      where: b.where,
      hint: "Lock again; where both are meant for different platforms, their markers must exclude each other.",
    },
  );
}
