import { shellFolder } from "../../recipes/family.ts";
import { madeLink } from "../made-entry.ts";
import { appletNames } from "./applets.ts";
import { findFile, readFile } from "./read-file.ts";
import type { Script } from "./script.ts";

const binary = "usr/bin/busybox";

/** A link for each program that busybox is: `/busybox/sh`, `/busybox/ls` and so on. */
export const busybox: Script = async (input) => {
  const file = findFile(input, binary);
  const names = appletNames(file ? await readFile(input, file) : new Uint8Array());
  return names.map((name) => madeLink(`${shellFolder}/${name}`, `/${binary}`));
};
