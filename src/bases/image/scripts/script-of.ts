import { baseFiles } from "./base-files.ts";
import { busybox } from "./busybox.ts";
import { caBundle } from "./ca-bundle.ts";
import { openssl } from "./openssl.ts";
import { python } from "./python.ts";
import type { Script } from "./script.ts";
import { timeZone } from "./time-zone.ts";

/** Scripts by the names of their packages. */
const scripts: readonly (readonly [name: RegExp, script: Script])[] = [
  [/^base-files$/, baseFiles],
  [/^busybox-static$/, busybox],
  [/^ca-certificates$/, caBundle],
  [/^libssl3(t64)?$/, openssl],
  [/^python3\.\d+-minimal$/, python],
  [/^tzdata$/, timeZone],
];

/** What stands in for the maintainer scripts of a package; nothing for most. */
export function scriptOf(packageName: string): Script | undefined {
  return scripts.find(([name]) => name.test(packageName))?.[1];
}
