import { madeLink } from "../made-entry.ts";
import type { Script } from "./script.ts";

/** `/usr/bin/python3`, which Debian has in a package that needs dpkg. */
export const python: Script = async ({ name }) => [
  madeLink("usr/bin/python3", name.replace(/-minimal$/, "")),
];
