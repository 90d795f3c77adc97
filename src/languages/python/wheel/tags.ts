import type { Platform } from "../../../oci/platform.ts";
import type { ImageFacts } from "../../../plan/facts.ts";
import { platformTags } from "./platform-tags.ts";

/** The image whose tags are asked for. */
export interface TagTarget {
  /** Full version of CPython, such as `3.11.2`. */
  readonly python: string;
  readonly platform: Platform;
  readonly libc: ImageFacts["libc"];
}

/**
 * The `python-abi-platform` triples of wheels that CPython can install on a target, best first. Source: PEP 425, and
 * the order of the reference implementation, `packaging.tags`.
 */
export function compatibleTags(target: TagTarget): readonly string[] {
  const minor = Number(target.python.split(".")[1]);
  const platforms = platformTags(target.platform, target.libc);
  const on = (...prefixes: string[]) =>
    prefixes.flatMap((prefix) => platforms.map((platform) => `${prefix}-${platform}`));
  const pythons = pythonTags(minor);
  return [
    ...on(`cp3${minor}-cp3${minor}`, `cp3${minor}-abi3`, `cp3${minor}-none`),
    ...on(...older(minor, 2).map((m) => `cp3${m}-abi3`)),
    ...on(...pythons.map((python) => `${python}-none`)),
    ...[`cp3${minor}`, ...pythons].map((python) => `${python}-none-any`),
  ];
}

/** `py311`, `py3`, then `py310` down to `py30`. */
function pythonTags(minor: number): string[] {
  return [`py3${minor}`, "py3", ...older(minor, 0).map((m) => `py3${m}`)];
}

/** Minor versions below one, down to the oldest that counts. */
function older(minor: number, oldest: number): number[] {
  return Array.from({ length: Math.max(0, minor - oldest) }, (_, i) => minor - 1 - i);
}
