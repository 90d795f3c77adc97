import { madeFile } from "../made-entry.ts";
import { groupFile, nsswitchFile, passwdFile } from "./accounts.ts";
import { osReleaseFile } from "./os-release.ts";
import { findFile, readFile } from "./read-file.ts";
import { rootFolders } from "./root-folders.ts";
import type { Script } from "./script.ts";

/** The skeleton of the root file system, and who is who in it. */
export const baseFiles: Script = async (input) => {
  const release = findFile(input, "usr/lib/os-release");
  return [
    ...rootFolders(input.architecture),
    madeFile("etc/passwd", passwdFile()),
    madeFile("etc/group", groupFile()),
    madeFile("etc/nsswitch.conf", nsswitchFile()),
    ...(release ? [madeFile("etc/os-release", osReleaseFile(`${await readFile(input, release)}`))] : []),
  ];
};
