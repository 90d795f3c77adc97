import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findArchives } from "../../../src/bases/debian/archives.ts";
import type { LockedPackage } from "../../../src/bases/lock/lock-file.ts";
import { parseLock } from "../../../src/bases/lock/parse-lock.ts";
import { get, HttpError } from "../../../src/core/http.ts";
import { collect } from "../../../src/core/stream.ts";
import { examples } from "./cooper.ts";
import { blobFile } from "./layout.ts";
import { type Answer, type LocalServer, serveLocally } from "./local-server.ts";
import { sharedStore } from "./store.ts";
import type { Owner } from "./workspace.ts";

/** Changes what the mirror answers for a path; nothing leaves it as it is. */
export type Tamper = (path: string, content: Uint8Array) => Answer;

const lock = parseLock(await readFile(join(examples, "cooper.lock"), "utf8"), "cooper.lock");

/** The packages that the examples' lock file names. */
export const lockedPackages: readonly LockedPackage[] = [...lock.bases.values()].flatMap(({ packages }) =>
  [...packages.values()].flat(),
);

const indexes = new Map<string, Promise<Uint8Array>>();

/**
 * A mirror of both archives of Debian. Packages come from the shared store, indexes from the mirror that this machine
 * uses, once a process.
 */
export function debianMirror(owner: Owner, tamper: Tamper): Promise<LocalServer> {
  return serveLocally(owner, async (path) => {
    const [, archive = "", file = ""] = /^\/(debian(?:-security)?)\/(.*)$/.exec(path) ?? [];
    if (archive === "") return 404;
    const locked = lockedPackages.find((one) => one.archive === archive && one.path === file);
    const content = locked ? await readFile(blobFile(sharedStore, locked.sha256)) : indexOf(archive, file);
    return contentOr404(path, content, tamper);
  });
}

async function contentOr404(path: string, content: Promise<Uint8Array> | Uint8Array, tamper: Tamper) {
  try {
    const bytes = await content;
    return tamper(path, bytes) ?? bytes;
  } catch (error) {
    if (error instanceof HttpError) return error.status;
    throw error;
  }
}

async function indexOf(archive: string, file: string): Promise<Uint8Array> {
  const { roots } = await findArchives();
  const url = `${roots[archive as keyof typeof roots]}/${file}`;
  const known = indexes.get(url) ?? get(url).then(({ body }) => collect(body, 2 ** 26));
  indexes.set(url, known);
  return known;
}

/** What makes cooper use a mirror and, where there is one, an archive of all versions. */
export function mirrorEnvironment(mirror: string, snapshot = `${mirror}/snapshot`): NodeJS.ProcessEnv {
  return {
    COOPER_DEBIAN_MIRROR: `${mirror}/debian`,
    COOPER_DEBIAN_SECURITY_MIRROR: `${mirror}/debian-security`,
    COOPER_DEBIAN_SNAPSHOT: snapshot,
  };
}

/** An archive of all versions that has one package. */
export function snapshotOf(
  owner: Owner,
  { name, version, architecture, sha256 }: LockedPackage,
): Promise<LocalServer> {
  const hash = createHash("sha1").update(sha256).digest("hex");
  return serveLocally(owner, async (path) => {
    if (path === `/file/${hash}`) return readFile(blobFile(sharedStore, sha256));
    if (path === `/mr/binary/${name}/${version}/binfiles`)
      return JSON.stringify({ result: [{ architecture, hash }] });
    return undefined;
  });
}
