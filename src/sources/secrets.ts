import { relative } from "node:path";
import { CooperError } from "../core/error.ts";
import type { Digest } from "../oci/digest.ts";
import type { RecordStore } from "../store/blob-store.ts";
import { globSet } from "./glob-set.ts";
import { findSecretContent } from "./secret-content.ts";
import { secretName } from "./secret-name.ts";

/** Goes up when the rules find more than before. */
const rulesVersion = 1;

/** What is remembered of a scan: the contents in which nothing was found. */
const recordKind = "secret-scan";

export interface SecretScan {
  /** Absolute paths of the files that go into the image. */
  readonly files: readonly string[];
  /** Absolute path of the folder to which `allow` and messages are relative. */
  readonly folder: string;
  /** Names the image among all that were ever scanned, such as its label. */
  readonly scope: string;
  /** Patterns of files whose secrets are meant to be there, in the form of {@link globSet}. */
  readonly allow: readonly string[];
  readonly records: RecordStore;
  readonly fileDigest: (path: string) => Promise<Digest>;
}

/**
 * Stops the build with `SECRET_FOUND` where a file looks like a secret, by its name or by its content. Contents that
 * were found clean are remembered by digest, so that unchanged files are not read again. What a link that stays a
 * link points at is among the files itself.
 */
export async function refuseSecrets(scan: SecretScan): Promise<void> {
  const allowed = globSet(scan.allow);
  const files = scan.files.filter((file) => !allowed.matches(relative(scan.folder, file)));
  for (const file of files) {
    const kind = secretName(file);
    if (kind !== undefined) throw secretFound({ kind, file, folder: scan.folder });
  }
  await scanContents(files, scan);
}

async function scanContents(files: readonly string[], scan: SecretScan): Promise<void> {
  const key = `${rulesVersion} ${scan.scope}`;
  const clean = new Set(await scan.records.get<Digest[]>(recordKind, key));
  const digests = await Promise.all(files.map(scan.fileDigest));
  const unknown = files.filter((_, i) => !clean.has(digests[i] as Digest));
  if (unknown.length === 0) return;
  for (const file of unknown) {
    const match = await findSecretContent(file);
    if (match) throw secretFound({ ...match, file, folder: scan.folder });
  }
  await scan.records.set(recordKind, key, [...new Set(digests)].sort());
}

interface Found {
  readonly kind: string;
  readonly line?: number;
  readonly file: string;
  readonly folder: string;
}

function secretFound({ kind, line, file, folder }: Found): CooperError {
  const path = relative(folder, file);
  return new CooperError(`${path} looks like a secret: ${kind}. Everybody who has the image could read it`, {
    code: "SECRET_FOUND",
    where: line === undefined ? file : `${file}:${line}`,
    hint:
      "Keep it out with a line in .dockerignore or .gitignore, and give it to the container when it starts. " +
      `Where it is no secret, allow it: allowSecrets: [${JSON.stringify(path)}].`,
  });
}
