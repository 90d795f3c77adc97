import { readFile } from "node:fs/promises";
import { packageFolder } from "../../core/package-folder.ts";
import type { ArchiveName } from "../lock/lock-file.ts";
import type { DebianRelease } from "./package-request.ts";
import type { Suite } from "./suite.ts";

/** A public key that may sign a suite. */
export interface PinnedKey {
  /** Of the primary key: 40 hexadecimal digits in upper case. */
  readonly fingerprint: string;
  /** The ASCII-armoured key. */
  readonly armored: string;
}

/** Names of files in `keys/`, by the fingerprint that each must have. */
type Pins = Readonly<Record<string, string>>;

const archiveKeys: Pins = {
  B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8: "debian-bookworm-automatic.asc",
  "04B54C3CDCA79751B16BC6B5225629DF75B188BD": "debian-trixie-automatic.asc",
};

const securityKeys: Pins = {
  "05AB90340C0C5E797F44A8C8254CF3B5AEC0A8F0": "debian-bookworm-security-automatic.asc",
  "5E04A1E3223A19A20706E20F9904613D4CCE68C6": "debian-trixie-security-automatic.asc",
};

const stableKeys: Readonly<Record<DebianRelease, Pins>> = {
  bookworm: { "4D64FEC119C2029067D6E791F8D2585B8783D481": "debian-bookworm-stable.asc" },
  trixie: { "41587F7DB8C774BCCF131416762F67A0B2C39DE4": "debian-trixie-stable.asc" },
};

/** Debian signs a suite with the automatic keys of neighbouring releases; any one of them is enough. */
function pinsOf(archive: ArchiveName, release: DebianRelease): Pins {
  return archive === "debian" ? { ...archiveKeys, ...stableKeys[release] } : securityKeys;
}

/** The keys that cooper trusts for a suite. Source: the package debian-archive-keyring. */
export async function pinnedKeys({ archive, release }: Suite): Promise<PinnedKey[]> {
  const folder = new URL("keys/", packageFolder);
  const pins = Object.entries(pinsOf(archive, release));
  return Promise.all(
    pins.map(async ([fingerprint, file]) => ({
      fingerprint,
      armored: await readFile(new URL(file, folder), "utf8"),
    })),
  );
}
