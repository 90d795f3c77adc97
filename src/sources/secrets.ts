import { CooperError } from "../core/error.ts";
import { zip } from "../core/zip.ts";
import type { Digest } from "../oci/digest.ts";
import type { RecordStore } from "../store/blob-store.ts";
import { globSet } from "./glob-set.ts";
import { findSecretContent } from "./secret-content.ts";
import { secretName } from "./secret-name.ts";
import { isWithin, pathBelow } from "./source-link.ts";

/** Goes up when the rules find more than before. */
const rulesVersion = 1;

/** What is remembered of a scan: the contents in which nothing was found. */
const recordKind = "secret-scan";

/** What is searched, and what is allowed in it. */
export interface SecretScan {
  /** Absolute paths of the files that go into the image. */
  readonly files: readonly string[];
  /** Absolute path of the folder to which `allow` is relative. */
  readonly folder: string;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Names the image among all that were ever scanned, such as its label. */
  readonly scope: string;
  /**
   * Patterns of files that are no secrets, in the form of {@link globSet}; `//` stands for the root of the
   * workspace.
   */
  readonly allow: readonly string[];
  readonly records: RecordStore;
  readonly fileDigest: (path: string) => Promise<Digest>;
}

/** A file, and what it most likely holds. */
interface Suspect {
  readonly file: string;
  readonly kind: string;
  readonly line?: number;
}

/**
 * Stops the build with `SECRET_FOUND` where files look like secrets, by their names or by their contents.
 * Contents that were found clean are remembered by digest, so that unchanged files are not read again. What a
 * link that stays a link points at is among the files itself.
 */
export async function refuseSecrets(scan: SecretScan): Promise<void> {
  const isAllowed = allowance(scan);
  const files = scan.files.filter((file) => !isAllowed(file));
  const named = files.flatMap((file): Suspect[] => {
    const kind = secretName(file);
    return kind === undefined ? [] : [{ file, kind }];
  });
  const suspects = named.length > 0 ? named : await scanContents(files, scan);
  if (suspects.length > 0) throw secretFound(suspects, scan);
}

async function scanContents(files: readonly string[], scan: SecretScan): Promise<Suspect[]> {
  const key = `${rulesVersion} ${scan.scope}`;
  const clean = new Set(await scan.records.get<Digest[]>(recordKind, key));
  const digests = await Promise.all(files.map(scan.fileDigest));
  const unknown = zip(files, digests).flatMap(([file, digest]) => (clean.has(digest) ? [] : [file]));
  const suspects: Suspect[] = [];
  for (const file of unknown) {
    const match = await findSecretContent(file);
    if (match) suspects.push({ file, ...match });
  }
  if (unknown.length > 0 && suspects.length === 0) {
    await scan.records.set(recordKind, key, [...new Set(digests)].sort());
  }
  return suspects;
}

function allowance(scan: SecretScan): (file: string) => boolean {
  const patterns = globSet(scan.allow.filter((pattern) => !pattern.startsWith("//")));
  const rooted = globSet(scan.allow.filter((pattern) => pattern.startsWith("//")));
  return (file) => {
    const inFolder = isWithin(file, scan.folder) && patterns.matches(pathBelow(scan.folder, file));
    return inFolder || rooted.matches(pathBelow(scan.root, file));
  };
}

/** As `allow` has to name it. */
function nameOf(file: string, { folder, root }: SecretScan): string {
  return isWithin(file, folder) ? pathBelow(folder, file) : `//${pathBelow(root, file)}`;
}

function secretFound(suspects: readonly Suspect[], scan: SecretScan): CooperError {
  const [first] = suspects;
  const lines = suspects.map(({ file, line, kind }) => {
    return `  ${nameOf(file, scan)}${line === undefined ? "" : `:${line}`}: ${kind}`;
  });
  const names = suspects.map(({ file }) => JSON.stringify(nameOf(file, scan)));
  return new CooperError(`everybody who has the image could read these secrets:\n${lines.join("\n")}`, {
    code: "SECRET_FOUND",
    where: first?.line === undefined ? first?.file : `${first.file}:${first.line}`,
    hint:
      "Keep them out with a line in .dockerignore or .gitignore, and give them to the container when it starts. " +
      `What is no secret can be allowed: allowSecrets: [${names.join(", ")}].`,
  });
}
