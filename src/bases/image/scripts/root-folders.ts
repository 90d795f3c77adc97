import type { LayerEntry } from "../../../layers/spec.ts";
import { madeFolder, madeLink } from "../made-entry.ts";
import { nonroot } from "./accounts.ts";

/** The folders and links at the top of every root file system; the scripts of base-files make them on a machine. */
export function rootFolders(architecture: string): readonly LayerEntry[] {
  return [
    ...mergeLinks(architecture).flatMap((name) => [madeFolder(`usr/${name}`), madeLink(name, `usr/${name}`)]),
    ...["dev", "etc", "home", "proc", "run", "sys", "usr", "var"].map((path) => madeFolder(path)),
    madeFolder("root", 0o700),
    madeFolder("home/nonroot", 0o700, nonroot),
    ...["tmp", "run/lock", "var/tmp"].map((path) => madeFolder(path, 0o1777)),
    madeLink("var/run", "/run"),
    madeLink("var/lock", "/run/lock"),
  ];
}

/** amd64's dynamic linker has its name in `/lib64` (its ABI says so); other processors have no such folder. */
function mergeLinks(architecture: string): readonly string[] {
  return ["bin", "lib", "sbin", ...(architecture === "amd64" ? ["lib64"] : [])];
}
