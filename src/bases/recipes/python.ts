import type { Omission } from "../debian/package-request.ts";
import { extendFamily } from "./extend-family.ts";
import type { Family } from "./family.ts";

/** What the standard library brings that services do not use: the tests of CPython and the texts of `help()`. */
const unused = ["test", "pydoc_data", "turtledemo", "idlelib"];

const shared = {
  "readline-common": "an example configuration and the manual of readline",
};

/** Python 3.11, as Debian 12 has it. */
export function python311(cc: Family): Family {
  return python(cc, "3.11", {
    packages: ["python3-distutils"],
    without: {
      ...shared,
      python3: "distutils needs an interpreter, which python3.11-minimal is; cooper makes /usr/bin/python3",
      "python3-lib2to3": "distutils converts sources from Python 2 with it",
      libnsl2: {
        of: "libpython3.11-stdlib",
        why: "only the nis module uses it, which Python 3.13 dropped; it would bring all of Kerberos",
      },
      libtirpc3: { of: "libpython3.11-stdlib", why: "only the nis module uses it" },
    },
  });
}

/** Python 3.13, as Debian 13 has it. */
export function python313(cc: Family): Family {
  return python(cc, "3.13", { packages: [], without: shared });
}

interface Differences {
  readonly packages: readonly string[];
  readonly without: Readonly<Record<string, Omission>>;
}

function python(cc: Family, version: string, { packages, without }: Differences): Family {
  return extendFamily(cc, {
    name: `distroless_python${version.replace(".", "")}`,
    id: cc.id.replace(/cc$/, `python${version}`),
    // ncurses-base holds the descriptions of terminals, without which curses cannot start.
    packages: [`python${version}-minimal`, `libpython${version}-stdlib`, "ncurses-base", ...packages],
    without,
    files: { leaveOut: unused.map((folder) => `usr/lib/python${version}/${folder}{,/**}`) },
    env: { LANG: "C.UTF-8" },
    entrypoint: [`/usr/bin/python${version}`],
    python: `python${version}`,
  });
}
