import { fileURLToPath } from "node:url";
import { fileBytes } from "../../../core/file-bytes.ts";
import { Digester } from "../../../oci/digest.ts";
import type { LockedPackage, LockSources } from "../requirements/lock.ts";
import { sameVersion } from "../requirements/specifier.ts";
import { sdistNameOf, wheelNameOf } from "../wheel/wheel-name.ts";
import type { Candidate } from "./candidate.ts";
import { findLinks } from "./find-links.ts";
import type { IndexLocation } from "./index-settings.ts";
import type { IndexSession } from "./session.ts";
import { projectFiles } from "./simple-api.ts";

/** Where the files of packages are looked up. */
export interface Catalogue {
  readonly indexes: readonly IndexLocation[];
  readonly findLinks: readonly IndexLocation[];
}

/**
 * Places for packages of which the lock gives hashes only: the configured index, else the lock's own, else the default
 * of this machine's pip; then extra indexes and link lists of both. The order decides nothing but who is asked first:
 * the lock's hashes say which bytes may come from any of them.
 */
export async function fullCatalogue(session: IndexSession, lock: LockSources): Promise<Catalogue> {
  const { config } = session;
  const links = [...config.findLinks, ...lock.findLinks];
  if (config.noIndex || lock.noIndex) return { indexes: [], findLinks: links };
  const main = config.index ?? lock.index ?? (await session.defaultIndex());
  const own = lock.index ? [lock.index] : [];
  return {
    indexes: distinct([main, ...config.extraIndexes, ...own, ...lock.extraIndexes]),
    findLinks: links,
  };
}

/** Places that stand in for the URLs of a lock: only what somebody configured on this machine. */
export function mirrorCatalogue({ config }: IndexSession): Catalogue {
  const indexes = config.noIndex ? [] : [...(config.index ? [config.index] : []), ...config.extraIndexes];
  return { indexes, findLinks: config.findLinks };
}

/** All files which these places have of one version of a package, first those of link lists. */
export async function filesOf(
  entry: LockedPackage,
  catalogue: Catalogue,
  session: IndexSession,
): Promise<readonly Candidate[]> {
  const { http, once } = session;
  const lists = await Promise.all([
    ...catalogue.findLinks.map((place) => once(`links ${place.url}`, () => findLinks(place, http))),
    ...catalogue.indexes.map((index) =>
      once(`project ${index.url} ${entry.name}`, () => projectFiles(index, entry.name, http(index.url))),
    ),
  ]);
  const ofVersion = lists.flat().filter((candidate) => isOfVersion(candidate, entry));
  return Promise.all(ofVersion.map(withDigest));
}

/** A folder tells no hashes: its file is read, since one of that name may be another build than the locked one. */
async function withDigest(candidate: Candidate): Promise<Candidate> {
  if (candidate.digest || !candidate.url.startsWith("file:")) return candidate;
  const digester = new Digester();
  for await (const chunk of fileBytes(fileURLToPath(candidate.url))) digester.update(chunk);
  return { ...candidate, size: digester.size, digest: digester.digest() };
}

function isOfVersion({ filename }: Candidate, entry: LockedPackage): boolean {
  const parsed = wheelNameOf(filename) ?? sdistNameOf(filename);
  return parsed?.name === entry.name && sameVersion(parsed.version, entry.version);
}

function distinct(indexes: readonly IndexLocation[]): IndexLocation[] {
  const key = (index: IndexLocation) => index.url.replace(/\/+$/, "");
  return indexes.filter((index, i) => indexes.findIndex((other) => key(other) === key(index)) === i);
}
