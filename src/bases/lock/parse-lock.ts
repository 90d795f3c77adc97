import type { Digest } from "../../oci/digest.ts";
import { sealOf } from "./format-lock.ts";
import type { LockedPackage, LockedRelease, LockFile } from "./lock-file.ts";
import { badLock, LockLine } from "./lock-line.ts";
import { type ImageDraft, readImageLine } from "./parse-image.ts";

/** A base while its lines are read. */
interface BaseDraft {
  readonly line: LockLine;
  request?: Digest;
  readonly releases: LockedRelease[];
  readonly packages: Map<string, LockedPackage[]>;
}

interface Drafts {
  readonly bases: Map<string, BaseDraft>;
  readonly images: Map<string, ImageDraft>;
  readonly edited: Set<string>;
}

/** Takes the words of one line, the keyword left out; knows the section it is in. */
type Section = (line: LockLine) => void;

/**
 * Reads the text of a lock file. Fails with `BAD_LOCK`, naming the line.
 * @param file - How messages call it.
 */
export function parseLock(text: string, file: string): LockFile {
  const lines = linesOf(text, file);
  checkVersion(lines.shift(), file);
  const drafts: Drafts = { bases: new Map(), images: new Map(), edited: new Set() };
  let section: Section = (line) => line.fail("it stands outside of a base or an image");
  for (const line of lines) {
    if (line.keyword === "base") section = openBase(line, drafts);
    else if (line.keyword === "image") section = openImage(line, drafts);
    else section(line);
  }
  const { images, edited } = drafts;
  return { bases: finishBases(drafts.bases), images, ...(edited.size > 0 ? { edited } : {}) };
}

function linesOf(text: string, file: string): LockLine[] {
  const lines = text.split("\n").map((content, index) => new LockLine(content, `${file}:${index + 1}`));
  return lines.filter((line) => line.keyword !== "" && !line.keyword.startsWith("#"));
}

function checkVersion(first: LockLine | undefined, file: string): void {
  if (!first) throw badLock("it is empty", file);
  if (first.keyword !== "cooper-lock") first.fail(`it does not begin with "cooper-lock 1"`);
  const [version] = first.words(1);
  if (version !== "1") first.fail(`format ${version} is unknown; this cooper reads format 1`);
}

function openBase(line: LockLine, { bases, edited }: Drafts): Section {
  const [id] = line.words(1);
  if (bases.has(id)) line.fail(`base ${id} is there twice`);
  const draft: BaseDraft = { line, releases: [], packages: new Map() };
  bases.set(id, draft);
  const section: Section = (inner) => {
    if (inner.keyword === "request") draft.request = inner.digest(inner.words(1)[0]);
    else if (inner.keyword === "release") draft.releases.push(readRelease(inner));
    else if (inner.keyword === "package") addPackage(inner, draft);
    else inner.fail(`"${inner.keyword}" is no part of a base`);
  };
  return sealed(id, section, edited);
}

function openImage(line: LockLine, { images, edited }: Drafts): Section {
  const [reference] = line.words(1);
  if (images.has(reference)) line.fail(`image ${reference} is there twice`);
  const draft: ImageDraft = { platforms: new Map(), contents: new Map() };
  images.set(reference, draft);
  return sealed(reference, (inner) => readImageLine(inner, draft), edited);
}

/** A section that ends with the digest of its lines. Those that cooper 0.1 wrote have none, and are believed. */
function sealed(name: string, section: Section, edited: Set<string>): Section {
  const lines: string[] = [];
  return (line) => {
    if (line.keyword === "seal") {
      if (line.digest(line.words(1)[0]) !== sealOf(lines)) edited.add(name);
      return;
    }
    lines.push(line.text);
    section(line);
  };
}

function readRelease(line: LockLine): LockedRelease {
  const [suite, archive, date, ...signers] = line.words(4, Number.POSITIVE_INFINITY);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) line.fail(`"${date}" is not a date`);
  const odd = signers.find((signer) => !/^[0-9A-F]{40}$/.test(signer));
  if (odd !== undefined) line.fail(`"${odd}" is not the fingerprint of a key`);
  return { suite, archive: line.archive(archive), date, signers };
}

function addPackage(line: LockLine, { packages }: BaseDraft): void {
  const [name, architecture, version, source, size, sha256, archive, path] = line.words(8);
  if (!/^[1-9]\d*$/.test(size)) line.fail(`"${size}" is not a size in bytes`);
  const list = packages.get(architecture) ?? [];
  packages.set(architecture, list);
  if (list.some((other) => other.name === name)) line.fail(`${name} is there twice for ${architecture}`);
  list.push({
    name,
    version,
    architecture: ownArchitecture(line, { name, architecture, path }),
    source,
    sha256: line.digest(sha256),
    size: Number(size),
    archive: line.archive(archive),
    path,
  });
}

/** A file of Debian's pool is called `<name>_<version>_<architecture>.deb`; anything else is not a pool path. */
function ownArchitecture(
  line: LockLine,
  { name, architecture, path }: { name: string; architecture: string; path: string },
): string {
  const inPool = /^pool\/(?:[\w.+~-]+\/)+([\w.+-]+)_[\w.+~%:-]+_([a-z0-9-]+)\.deb$/.exec(path);
  if (!inPool || inPool[1] !== name || path.split("/").includes("..")) {
    return line.fail(`"${path}" is not the path of package ${name} in an archive`);
  }
  const own = inPool[2] ?? "";
  if (own !== architecture && own !== "all") line.fail(`"${path}" is not a package for ${architecture}`);
  return own;
}

function finishBases(drafts: ReadonlyMap<string, BaseDraft>): LockFile["bases"] {
  return new Map(
    Array.from(drafts, ([id, { line, request, releases, packages }]) => {
      if (request === undefined) return line.fail(`base ${id} has no request line`);
      return [id, { request, releases, packages }];
    }),
  );
}
