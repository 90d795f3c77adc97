import { readUrl } from "../../core/http.ts";
import { redactUrl } from "../../core/redact.ts";
import { collect } from "../../core/stream.ts";
import { pinnedKeys } from "./archive-keys.ts";
import { isDated, mirrorHint } from "./archives.ts";
import { verifyClearsigned } from "./clearsigned.ts";
import type { DebianTools } from "./debian-tools.ts";
import { type Release, readRelease } from "./release.ts";
import type { Suite } from "./suite.ts";

/** A Release file that was verified, and what it speaks of. */
export interface VerifiedRelease extends Release {
  readonly suite: Suite;
  /** Fingerprints of the pinned keys whose signatures are good. */
  readonly signers: readonly string[];
}

/** Bytes; those of bookworm are 151 kB. */
const largest = 8 * 2 ** 20;

/** Fetches and verifies the Release file of a suite. Fails as {@link verifyClearsigned} and {@link readRelease} do. */
export async function fetchRelease(suite: Suite, tools: DebianTools): Promise<VerifiedRelease> {
  const root = tools.archives.roots[suite.archive];
  const url = `${root}/dists/${suite.name}/InRelease`;
  const where = redactUrl(url);
  const options = { signal: tools.signal, hint: mirrorHint };
  const document = (await readUrl(url, ({ body }) => collect(body, largest, where), options)).toString(
    "utf8",
  );
  const keys = await (tools.keysFor ?? pinnedKeys)(suite);
  const now = tools.now ?? new Date();
  const { text, signers } = await verifyClearsigned(document, { keys, now, where });
  const release = readRelease(text, { suite: suite.name, now, dated: isDated(root), where });
  return { ...release, suite, signers };
}
