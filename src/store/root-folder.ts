import { statSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CooperError } from "../core/error.ts";
import { limit } from "../core/limit.ts";
import { makeFolder } from "../core/make-folder.ts";
import { type Digest, digestOf, hexOf } from "../oci/digest.ts";
import { listFiles } from "./inventory.ts";
import { type Layout, readIfThere } from "./layout.ts";
import { withLock } from "./lock.ts";
import { blobsOf, parseKeyed } from "./record-folder.ts";
import type { Session } from "./session.ts";
import { storeFailure } from "./store-failure.ts";

/** A value that holds blobs: these and all that they lead to stay as long as the value says so. */
export interface Holding {
  readonly blobs: readonly Digest[];
}

interface Known {
  readonly version: string;
  readonly value: Holding;
}

/**
 * Values by key that hold blobs of the store: gc takes them for roots, as it does the names of `index.json`. Each is one
 * file, written whole and flushed, so that unlike a record it outlives a power cut. Several processes may change them.
 */
export class RootFolder {
  readonly #layout: Layout;
  readonly #session: () => Promise<Session>;
  /** What was read last of each file, and which state of the file that was. */
  readonly #known = new Map<string, Known>();
  /** Within this process changes wait in line: waiting for the lock of another one costs more. */
  readonly #line = limit(1);

  constructor(layout: Layout, session: () => Promise<Session>) {
    this.#layout = layout;
    this.#session = session;
  }

  /** Fails with `STORE_DAMAGED`. */
  get<T extends Holding>(key: string): T | undefined {
    const path = this.#path(key);
    const version = versionOf(path);
    if (version === undefined) return undefined;
    const known = this.#known.get(path);
    if (known?.version === version) return known.value as T;
    const value = readRoot(path).value as T;
    this.#known.set(path, { version, value });
    return value;
  }

  /** Every key, sorted. */
  keys(): string[] {
    return rootFiles(this.#layout)
      .map((path) => String(readRoot(path).key))
      .sort();
  }

  /** Puts what `change` makes of a value in its place; nobody else changes it meanwhile. The same object: no change. */
  change<T extends Holding>(key: string, change: (before: T | undefined) => T | Promise<T>): Promise<void> {
    return this.#line(async () => {
      await this.#session();
      await withLock(join(this.#layout.locks, "registry"), async () => {
        const before = this.get<T>(key);
        const after = await change(before);
        if (after !== before) await this.#write(key, after);
      });
    });
  }

  async #write(key: string, value: Holding): Promise<void> {
    const draft = (await this.#session()).draft();
    try {
      makeFolder(this.#layout.registry);
      await writeFile(draft, JSON.stringify({ key, value }), { flush: true });
      await rename(draft, this.#path(key));
    } catch (error) {
      await rm(draft, { force: true });
      throw storeFailure(error, this.#layout.folder);
    }
  }

  #path(key: string): string {
    return join(this.#layout.registry, `${hexOf(digestOf(key))}.json`);
  }
}

/** The blobs that values hold, not what these lead to. Fails with `STORE_DAMAGED` where one cannot be read. */
export function heldDigests(layout: Layout): Digest[] {
  return rootFiles(layout).flatMap((path) => [...blobsOf(readRoot(path).value)]);
}

function rootFiles(layout: Layout): string[] {
  return listFiles(layout.registry).map(({ path }) => path);
}

function readRoot(path: string): { key: unknown; value: Holding } {
  const root = parseKeyed(readIfThere(path));
  if (root && Array.isArray((root.value as Partial<Holding> | null)?.blobs))
    return root as { key: unknown; value: Holding };
  throw new CooperError("what the embedded registry holds cannot be read", {
    code: "STORE_DAMAGED",
    where: path,
    hint: "Remove this file and push the images of its repository again.",
  });
}

/** A file that was replaced is another one, whatever the clock says. */
function versionOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.ino} ${found.mtimeNs} ${found.size}`;
}
