import type { DebianRelease } from "../debian/package-request.ts";
import { extendFamily } from "./extend-family.ts";
import type { Family } from "./family.ts";
import { defaultRules } from "./file-rules.ts";
import { python311, python313 } from "./python.ts";
import { releaseNumber } from "./release-number.ts";

/** Files that every program may want, and no program: for binaries that need no library. */
function staticFamily(release: DebianRelease): Family {
  const number = releaseNumber[release];
  return {
    name: `distroless_static_debian${number}`,
    id: `debian${number}/static`,
    release,
    packages: ["base-files", "netbase", "tzdata", "media-types", "ca-certificates"],
    without: {
      awk: { of: "base-files", why: "only the script that installs it uses it" },
      debconf: "asks questions while packages are installed, which cooper never does",
      openssl: { of: "ca-certificates", why: "only its script runs it; cooper makes the bundle itself" },
    },
    files: defaultRules,
    env: {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      SSL_CERT_FILE: "/etc/ssl/certs/ca-certificates.crt",
    },
  };
}

/** Adds glibc and OpenSSL. */
function baseFamily(lower: Family): Family {
  const number = releaseNumber[lower.release];
  return extendFamily(lower, {
    name: `distroless_base_debian${number}`,
    id: `debian${number}/base`,
    packages: ["libc6", "libc-bin", lower.release === "bookworm" ? "libssl3" : "libssl3t64"],
  });
}

/** Adds the run-time libraries of gcc: C++ and OpenMP. */
function ccFamily(lower: Family): Family {
  const number = releaseNumber[lower.release];
  return extendFamily(lower, {
    name: `distroless_cc_debian${number}`,
    id: `debian${number}/cc`,
    packages: ["libstdc++6", "libgomp1"],
  });
}

function familiesOf(release: DebianRelease): readonly [Family, Family, Family] {
  const lowest = staticFamily(release);
  const base = baseFamily(lowest);
  return [lowest, base, ccFamily(base)];
}

const bookworm = familiesOf("bookworm");
const trixie = familiesOf("trixie");

/** The bases that come with cooper. */
export const builtInFamilies: readonly Family[] = [
  ...bookworm,
  ...trixie,
  python311(bookworm[2]),
  python313(trixie[2]),
];

/** Other names of the same families. */
export const familyAliases: ReadonlyMap<string, string> = new Map([
  ["distroless_static", "distroless_static_debian12"],
  ["distroless_base", "distroless_base_debian12"],
  ["distroless_cc", "distroless_cc_debian12"],
  ["distroless_python", "distroless_python311"],
  ["distroless_python3.11", "distroless_python311"],
  ["distroless_python3.13", "distroless_python313"],
]);
