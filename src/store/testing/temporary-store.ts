import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openStore, type Store } from "../open-store.ts";

/** A folder that is removed when the test has ended. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty store that is removed when the test has ended. */
export async function temporaryStore(t: TestContext): Promise<Store> {
  return openStore(join(await temporaryFolder(t), "store"));
}
