import type { TagTarget } from "../../workspace/git/git-context.ts";

/** A git tag that names a version. */
export interface VersionTag {
  /** What stands before the version: the service in `todost/v1.4.2`; absent where all are meant. */
  readonly prefix?: string | undefined;
  readonly major: string;
  readonly minor: string;
  readonly patch: string;
  /** `rc.1`. */
  readonly preRelease?: string | undefined;
  /** `build.5`. */
  readonly build?: string | undefined;
}

// Source: semver.org 2.0.0, the grammar; the prefix ends with `/` or `@`, or with `-` before a `v`.
const identifiers = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const number = "(0|[1-9]\\d*)";
const pattern = new RegExp(
  `^(?:(.+)(?:[/@]v?|-v)|v)?${number}\\.${number}\\.${number}(?:-(${identifiers}))?(?:\\+(${identifiers}))?$`,
);

/** Reads `v1.4.2`, `1.4.2-rc.1`, `todost/v1.4.2`, `todost@1.4.2`, `todost-v1.4.2`; nothing for other tags. */
export function parseVersionTag(tag: string): VersionTag | undefined {
  const [, prefix, major, minor, patch, preRelease, build] = pattern.exec(tag) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { prefix, major, minor, patch, preRelease, build };
}

/** Whether a version is that of this image: its prefix is the image's name or folder, or it has none. */
export function isVersionOf({ prefix }: VersionTag, { name, folder }: TagTarget): boolean {
  return prefix === undefined || prefix === name || prefix === folder || prefix.endsWith(`/${name}`);
}

/** The whole version as a tag can have it: `1.4.2-rc.1`; `+`, which tags do not know, becomes `_`. */
export function formatVersion({ major, minor, patch, preRelease, build }: VersionTag): string {
  const end = `${preRelease === undefined ? "" : `-${preRelease}`}${build === undefined ? "" : `_${build}`}`;
  return `${major}.${minor}.${patch}${end}`.slice(0, 128);
}
