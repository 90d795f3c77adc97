import type { ImageFacts } from "../../plan/facts.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import type { Family } from "../recipes/family.ts";
import { releaseNumber } from "../recipes/release-number.ts";

/** What a base offers, from the versions in the lock file. */
export function baseFacts(family: Family, packages: readonly LockedPackage[]): ImageFacts {
  const versionOf = (name: string) => packages.find((one) => one.name === name)?.version;
  const libc = versionOf("libc6");
  const python = family.python && versionOf(`${family.python}-minimal`);
  return {
    os: { id: "debian", version: releaseNumber[family.release] },
    ...(libc && { libc: { family: "glibc", version: upstream(libc) } }),
    ...(python && {
      python: { version: upstream(python), executable: `/usr/bin/${family.python}`, distributions: [] },
    }),
  };
}

/** `3.11.2` of `1:3.11.2-6+deb12u9`. Source: Debian policy, "Version". */
export function upstream(version: string): string {
  return version
    .replace(/^\d+:/, "")
    .replace(/-[^-]*$/, "")
    .replace(/[+~].*$/, "");
}
