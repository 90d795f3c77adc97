import { formatPlatform } from "../../../oci/platform.ts";
import type { ImageFacts } from "../../../plan/facts.ts";
import { minorOf } from "../minor-version.ts";
import type { TagTarget } from "../wheel/tags.ts";

/** What a wheel has to run on. */
export type WheelTarget = TagTarget;

/** `CPython 3.11 on linux/arm64 with glibc 2.36`, for messages. */
export function describeTarget({ python, platform, libc }: WheelTarget): string {
  return `CPython ${minorOf(python)} on ${formatPlatform(platform)} ${describeLibc(libc)}`;
}

function describeLibc(libc: ImageFacts["libc"]): string {
  return libc ? `with ${libc.family} ${libc.version}` : "with an unknown C library";
}
