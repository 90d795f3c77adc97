import type { BuildTools } from "../../plan/builder.ts";
import type { PinnedKey } from "./archive-keys.ts";
import type { Archives } from "./archives.ts";
import type { Suite } from "./suite.ts";

/** What fetching from Debian's archives works with. */
export interface DebianTools extends Pick<BuildTools, "blobs" | "progress" | "signal"> {
  readonly archives: Archives;
  /** Instead of the keys that cooper pins. */
  readonly keysFor?: ((suite: Suite) => Promise<readonly PinnedKey[]>) | undefined;
  /** What signatures and expiry are checked against, instead of this machine's clock. */
  readonly now?: Date | undefined;
}
