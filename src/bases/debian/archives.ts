import { UsageError } from "../../core/error.ts";
import type { ArchiveName } from "../lock/lock-file.ts";
import { aptArchives } from "./apt-sources.ts";

/** Where this machine fetches Debian packages from. */
export interface Archives {
  /** URLs without a slash at the end. */
  readonly roots: Readonly<Record<ArchiveName, string>>;
  /** Keeps every version that ever was; serves what the mirror has dropped. */
  readonly snapshot: string;
}

const defaults: Archives = {
  roots: {
    debian: "http://ftp.debian.org/debian",
    "debian-security": "http://ftp.debian.org/debian-security",
  },
  snapshot: "https://snapshot.debian.org",
};

/** What to try where a mirror cannot be had. */
export const mirrorHint =
  "Set COOPER_DEBIAN_MIRROR and COOPER_DEBIAN_SECURITY_MIRROR to mirrors that this machine can reach.";

/** What decides where archives are looked for. */
export interface FindArchivesOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Where apt keeps its configuration. */
  readonly aptFolder?: string | undefined;
}

/**
 * Finds Debian's archives: `COOPER_DEBIAN_MIRROR`, `COOPER_DEBIAN_SECURITY_MIRROR` and `COOPER_DEBIAN_SNAPSHOT`, else
 * what apt uses on this machine, else Debian's own servers. Plain HTTP is as safe as HTTPS here, since everything is
 * verified against signatures. Fails with `BAD_MIRROR`.
 */
export async function findArchives(options: FindArchivesOptions = {}): Promise<Archives> {
  const { env = process.env, aptFolder = "/etc/apt" } = options;
  const apt = await aptArchives(aptFolder);
  const { roots, snapshot } = defaults;
  return {
    roots: {
      debian: urlFrom(env, "COOPER_DEBIAN_MIRROR") ?? apt.debian ?? roots.debian,
      "debian-security":
        urlFrom(env, "COOPER_DEBIAN_SECURITY_MIRROR") ?? apt["debian-security"] ?? roots["debian-security"],
    },
    snapshot: urlFrom(env, "COOPER_DEBIAN_SNAPSHOT") ?? snapshot,
  };
}

function urlFrom(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = env[name];
  if (!value) return undefined;
  if (URL.canParse(value) && /^https?:/.test(value)) return value.replace(/\/+$/, "");
  throw new UsageError(`${name} is not a URL that begins with http:// or https://`, {
    code: "BAD_MIRROR",
    where: name,
    hint: "Write the root of a mirror, such as http://ftp.debian.org/debian.",
  });
}

/** Whether a mirror shows a moment of the past, as the folders of snapshot.debian.org do. */
export function isDated(root: string): boolean {
  return /\/\d{8}T\d{6}Z(\/|$)/.test(root);
}
