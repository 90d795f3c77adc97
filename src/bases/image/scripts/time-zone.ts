import { madeFile, madeLink } from "../made-entry.ts";
import type { Script } from "./script.ts";

/** Coordinated universal time, which containers are expected to be in; `TZ` chooses another zone. */
export const timeZone: Script = async () => [
  madeLink("etc/localtime", "/usr/share/zoneinfo/Etc/UTC"),
  madeFile("etc/timezone", "Etc/UTC\n"),
];
