import * as v from "valibot";
import { CooperError, messageOf } from "../../core/error.ts";
import { readUrl } from "../../core/http.ts";
import { limit } from "../../core/limit.ts";
import { redactUrl } from "../../core/redact.ts";
import { collect } from "../../core/stream.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import type { DebianTools } from "./debian-tools.ts";

const binfiles = v.object({
  result: v.array(
    v.object({ architecture: v.string(), hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)) }),
  ),
});

/** snapshot.debian.org asks its users to come one at a time and slows those down who do not. */
const places = limit(2);

const hint =
  "The mirror has dropped this package. Run `cooper lock --update` to choose the versions of today, or set " +
  "COOPER_DEBIAN_SNAPSHOT to a server that keeps old ones.";

/** What the archive of all versions is asked with: it is slow, and turns away who asks too often. */
export const snapshotTries = 6;

/**
 * Where snapshot.debian.org has a package, by its machine-readable interface; nothing where it does not know it. Files
 * lie there under their SHA-1, which only finds them: what they hold is verified by SHA-256.
 */
export async function snapshotUrls(
  { name, version, architecture }: LockedPackage,
  { archives, signal }: Pick<DebianTools, "archives" | "signal">,
): Promise<string[]> {
  const root = archives.snapshot;
  const url = `${root}/mr/binary/${encodeURIComponent(name)}/${encodeURIComponent(version)}/binfiles`;
  const options = { signal, tries: snapshotTries, hint };
  const answer = await places(() =>
    readUrl(url, ({ body }) => collect(body, 2 ** 20, redactUrl(url)), options),
  );
  const { result } = parseAnswer(answer.toString("utf8"), url);
  const files = result.filter((file) => file.architecture === architecture);
  return files.map(({ hash }) => `${root}/file/${hash}`);
}

function parseAnswer(text: string, url: string): v.InferOutput<typeof binfiles> {
  try {
    return v.parse(binfiles, JSON.parse(text));
  } catch (cause) {
    throw new CooperError(`the snapshot archive answered something else than a list: ${messageOf(cause)}`, {
      code: "BAD_SNAPSHOT",
      where: redactUrl(url),
      cause,
      hint: "Try again later, or set COOPER_DEBIAN_SNAPSHOT to a server that has the package.",
    });
  }
}
