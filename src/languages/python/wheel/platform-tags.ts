import type { Platform } from "../../../oci/platform.ts";
import type { ImageFacts } from "../../../plan/facts.ts";
import { machineOf } from "./machine.ts";

/** What came before `manylinux_2_17`. Source: PEP 600, "Legacy manylinux tags". */
const legacy: Readonly<Record<number, string>> = {
  17: "manylinux2014",
  12: "manylinux2010",
  5: "manylinux1",
};

/**
 * Platform tags of wheels that run on a platform with a C library, most specific first; none where the library is not
 * known, so that only wheels for any platform fit. Sources: PEP 600 (glibc), PEP 656 (musl).
 */
export function platformTags(platform: Platform, libc: ImageFacts["libc"]): readonly string[] {
  if (!libc) return [];
  return machinesFor(platform).flatMap((machine) => [
    `linux_${machine}`,
    ...(libc.family === "glibc" ? manylinux(machine, libc.version) : musllinux(machine, libc.version)),
  ]);
}

/** An ARMv8 processor in 32-bit mode runs ARMv7 programs, no other machine runs a second kind. */
function machinesFor(platform: Platform): string[] {
  const machine = machineOf(platform);
  return machine === "armv8l" ? ["armv8l", "armv7l"] : [machine];
}

function manylinux(machine: string, version: string): string[] {
  const [, minor] = numbers(version);
  const oldest = machine === "x86_64" || machine === "i686" ? 5 : 17;
  const tags: string[] = [];
  for (let m = minor; m >= oldest; m -= 1) {
    tags.push(`manylinux_2_${m}_${machine}`);
    if (legacy[m]) tags.push(`${legacy[m]}_${machine}`);
  }
  return tags;
}

function musllinux(machine: string, version: string): string[] {
  const [major, minor] = numbers(version);
  return Array.from({ length: minor + 1 }, (_, i) => `musllinux_${major}_${minor - i}_${machine}`);
}

function numbers(version: string): [number, number] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return [major, minor];
}
