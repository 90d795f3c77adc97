import { type Digest, digestOf } from "../../oci/digest.ts";
import type { LockedBase, LockedContents, LockedImage, LockedPackage, LockFile } from "./lock-file.ts";

const heading = `# What \`cooper lock\` chose. Commit this file; let cooper change it.
cooper-lock 1
`;

/** The text of a lock file: one fact a line, sorted, so that a diff shows what moved and branches merge. */
export function formatLock(lock: LockFile): string {
  const bases = sorted(lock.bases).map(([id, base]) => formatBase(id, base));
  const images = sorted(lock.images).map(([reference, image]) => formatImage(reference, image));
  return [heading, ...bases, ...images].join("\n");
}

function formatBase(id: string, base: LockedBase): string {
  const releases = base.releases.map(({ suite, archive, date, signers }) =>
    ["release", suite, archive, date, ...signers].join(" "),
  );
  const packages = [...base.packages].flatMap(([architecture, list]) =>
    list.map((locked) => ({ locked, architecture })),
  );
  packages.sort((a, b) => compare(a.locked.name, b.locked.name) || compare(a.architecture, b.architecture));
  const lines = packages.map(({ locked, architecture }) => formatPackage(locked, architecture));
  return section(`base ${id}`, [`request ${base.request}`, ...releases, ...lines]);
}

function formatPackage(locked: LockedPackage, architecture: string): string {
  const { name, version, source, size, sha256, archive, path } = locked;
  return ["package", name, architecture, version, source, size, sha256, archive, path].join(" ");
}

function formatImage(reference: string, { index, platforms, contents }: LockedImage): string {
  const lines = sorted(platforms).map(([platform, digest]) => `platform ${platform} ${digest}`);
  const found = sorted(contents).flatMap(([platform, each]) => formatContents(platform, each));
  return section(`image ${reference}`, [...(index ? [`index ${index}`] : []), ...lines, ...found]);
}

function formatContents(platform: string, { sizes, facts }: LockedContents): string[] {
  const { os, libc, python } = facts;
  return [
    ["sizes", platform, ...sizes].join(" "),
    ...(os ? [`os ${platform} ${os.id} ${os.version}`] : []),
    ...(libc ? [`libc ${platform} ${libc.family} ${libc.version}`] : []),
    ...(python ? [`python ${platform} ${python.version} ${python.executable}`] : []),
  ];
}

function section(title: string, lines: readonly string[]): string {
  return `${title}\n${[...lines, `seal ${sealOf(lines)}`].map((line) => `  ${line}\n`).join("")}`;
}

/** Digest of the lines of a section, without their indent: what is changed by hand, or merged badly, does not fit it. */
export function sealOf(lines: readonly string[]): Digest {
  return digestOf(lines.join("\n"));
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => compare(a, b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
