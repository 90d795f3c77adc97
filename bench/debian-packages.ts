import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LockedPackage } from "../src/bases/lock/lock-file.ts";
import { readLock } from "../src/bases/lock/stored-lock.ts";
import { run } from "../src/core/process.ts";
import { hexOf } from "../src/oci/digest.ts";
import type { Store } from "../src/store/open-store.ts";

/** The packages that the workspace's one base is locked to on amd64, without the shell of its debug variant. */
export async function basePackages(workspace: string): Promise<readonly LockedPackage[]> {
  const lock = await readLock(workspace);
  const [base] = lock?.bases.values() ?? [];
  return (base?.packages.get("amd64") ?? []).filter(({ name }) => name !== "busybox-static");
}

/**
 * Makes an archive of packages of a store, which apt reads: their files under their names, and an index without
 * relations, since a base leaves out what apt would insist on.
 */
export async function makeArchive(
  folder: string,
  packages: readonly LockedPackage[],
  store: Store,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const stanzas: string[] = [];
  for (const { name, sha256, size } of packages) {
    const file = `${name}.deb`;
    linkSync(store.blobs.path(sha256), join(folder, file));
    const { stdout } = await run("dpkg-deb", ["--field", join(folder, file), ...fields]);
    stanzas.push(`${stdout.trimEnd()}\nFilename: ./${file}\nSize: ${size}\nSHA256: ${hexOf(sha256)}\n`);
  }
  writeFileSync(join(folder, "Packages"), stanzas.join("\n"));
}

const fields = ["Package", "Version", "Architecture", "Maintainer", "Essential", "Priority", "Description"];
