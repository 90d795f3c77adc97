import type { ArchiveName } from "../lock/lock-file.ts";
import type { DebianRelease } from "./package-request.ts";

/** One distribution of an archive: what apt calls a suite. */
export interface Suite {
  /** Its codename, such as `bookworm-security`. */
  readonly name: string;
  readonly archive: ArchiveName;
  readonly release: DebianRelease;
}

/** The suites that a release of Debian is installed from. */
export function suitesOf(release: DebianRelease): Suite[] {
  return [
    { name: release, archive: "debian", release },
    { name: `${release}-updates`, archive: "debian", release },
    { name: `${release}-security`, archive: "debian-security", release },
  ];
}
