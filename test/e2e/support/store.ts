import { copyFile, cp, mkdir, open, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { cooper, examples } from "./cooper.ts";

/** Kept between runs, so that packages are fetched from the network once. */
export const cacheFolder =
  process.env.COOPER_E2E_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "cooper-e2e");

/** A store that all end-to-end tests share. Tests may build into it and must not damage or collect it. */
export const sharedStore = join(cacheFolder, "store");

/** Makes sure that the shared store holds the images of the examples, and with them all that they need. */
export async function fillSharedStore(): Promise<string> {
  await cooper(["build"], { workspace: examples, store: sharedStore });
  return sharedStore;
}

/**
 * Makes a store in `folder` that holds what the shared one has downloaded (packages and wheels, and where the wheels
 * were found), and nothing that was built from it.
 */
export async function storeOfDownloads(folder: string): Promise<string> {
  await fillSharedStore();
  const blobs = join("blobs", "sha256");
  await mkdir(join(folder, blobs), { recursive: true });
  for (const name of await readdir(join(sharedStore, blobs))) {
    const file = join(sharedStore, blobs, name);
    if (await isDownload(file)) await copyFile(file, join(folder, blobs, name));
  }
  for (const kind of ["python-wheel", "python-default-index"]) {
    const records = join("cooper", "records", kind);
    await cp(join(sharedStore, records), join(folder, records), { recursive: true });
  }
  await copyFile(join(sharedStore, "oci-layout"), join(folder, "oci-layout"));
  return folder;
}

/** Debian packages are `ar` archives, wheels are zip archives; nothing that cooper builds begins like them. */
async function isDownload(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read({ buffer: Buffer.alloc(8), position: 0 });
    const head = buffer.toString("latin1");
    return head === "!<arch>\n" || head.startsWith("PK\x03\x04");
  } finally {
    await handle.close();
  }
}
