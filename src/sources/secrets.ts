import { relative } from "node:path";
import { CooperError } from "../core/error.ts";
import type { Digest } from "../oci/digest.ts";
import type { RecordStore } from "../store/blob-store.ts";
import { globSet } from "./glob-set.ts";
import { findSecretContent } from "./secret-content.ts";
import { secretName } from "./secret-name.ts";
import { isWithin } from "./source-link.ts";

/** Goes up when the rules find more than before. */
const rulesVersion = 1;

/** What is remembered of a scan: the contents in which nothing was found. */
const recordKind = "secret-scan";

export interface SecretScan {
  /** Absolute paths of the files that go into the image. */
  readonly files: readonly string[];
  /** Absolute path of the folder to which `allow` is relative. */
  readonly folder: string;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Names the image among all that were ever scanned, such as its label. */
  readonly scope: string;
  /** Patterns of files that are no secrets, in the form of {@link globSet}; `//` stands for the root of the workspace. */
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
  const isAllowed = allowance(scan);
  const files = scan.files.filter((file) => !isAllowed(file));
  for (const file of files) {
    const kind = secretName(file);
    if (kind !== undefined) throw secretFound({ kind, file }, scan);
  }
  await scanContents(files, scan);
}

function allowance(scan: SecretScan): (file: string) => boolean {
  const patterns = globSet(scan.allow.filter((pattern) => !pattern.startsWith("//")));
  const rooted = globSet(scan.allow.filter((pattern) => pattern.startsWith("//")));
  return (file) => {
    const inFolder = isWithin(file, scan.folder) && patterns.matches(relative(scan.folder, file));
    return inFolder || rooted.matches(relative(scan.root, file));
  };
}

/** As `allow` has to name it. */
function nameOf(file: string, { folder, root }: SecretScan): string {
  return isWithin(file, folder) ? relative(folder, file) : `//${relative(root, file)}`;
}

async function scanContents(files: readonly string[], scan: SecretScan): Promise<void> {
  const key = `${rulesVersion} ${scan.scope}`;
  const clean = new Set(await scan.records.get<Digest[]>(recordKind, key));
  const digests = await Promise.all(files.map(scan.fileDigest));
  const unknown = files.filter((_, i) => !clean.has(digests[i] as Digest));
  if (unknown.length === 0) return;
  for (const file of unknown) {
    const match = await findSecretContent(file);
    if (match) throw secretFound({ ...match, file }, scan);
  }
  await scan.records.set(recordKind, key, [...new Set(digests)].sort());
}

interface Found {
  readonly kind: string;
  readonly line?: number;
  readonly file: string;
}

function secretFound({ kind, line, file }: Found, scan: SecretScan): CooperError {
  const path = nameOf(file, scan);
  return new CooperError(`${path} looks like a secret: ${kind}. Everybody who has the image could read it`, {
    code: "SECRET_FOUND",
    where: line === undefined ? file : `${file}:${line}`,
    hint:
      "Keep it out with a line in .dockerignore or .gitignore, and give it to the container when it starts. " +
      `Where it is no secret, allow it: allowSecrets: [${JSON.stringify(path)}].`,
  });
}
