import { resolve } from "node:path";
import type { LockFile } from "../bases/lock/lock-file.ts";
import type { Family } from "../bases/recipes/family.ts";
import { recipeNamed, recipeNames } from "../bases/recipes/recipe.ts";
import { sourceDateEpoch } from "../core/clock.ts";
import { type ProgressListener, silent } from "../core/progress.ts";
import type { BuildTools } from "../plan/builder.ts";
import type { RecipeNames } from "../plan/recipe-names.ts";
import { resolveTargets } from "../plan/resolve-targets.ts";
import type { Target } from "../plan/target.ts";
import type { RecordStore } from "../store/blob-store.ts";
import type { FileDigests } from "../store/file-digests.ts";
import { defaultStoreFolder, openStore, type Store } from "../store/open-store.ts";
import { commitTimes } from "../workspace/git/commit-times.ts";
import { loadWorkspace, type Workspace } from "../workspace/load-workspace.ts";
import { builderOf } from "./builders.ts";
import { ownModule } from "./own-module.ts";

/** Where a session begins and whom it tells. */
export interface SessionOptions {
  /** The folder the user stands in: the workspace is the nearest one from here upwards. */
  readonly start: string;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly progress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A workspace that was loaded, and the store it builds into. Everything cooper does begins with one. */
export interface Session {
  /** Absolute path of the folder the user stands in. */
  readonly start: string;
  readonly env: NodeJS.ProcessEnv;
  readonly workspace: Workspace;
  /** All images, bases before what stands on them. */
  readonly targets: readonly Target[];
  /** The workspace's own recipes. */
  readonly families: readonly Family[];
  readonly store: Store;
  readonly digests: FileDigests;
  readonly tools: BuildTools;
  /** The lock file, read once; nothing where there is none yet. */
  readonly lock: () => Promise<LockFile | undefined>;
}

/** Finds and loads the workspace, and opens its store. Fails with `NO_WORKSPACE` and with what is wrong in it. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { env = process.env, progress = silent, signal } = options;
  const start = resolve(options.start);
  const workspace = await loadWorkspace(start, { api: ownModule });
  const store = await openStore(storeFolder(workspace, env));
  const digests = store.fileDigests(workspace.root);
  const { blobs, records } = store;
  const families = (workspace.config.bases ?? []) as readonly Family[];
  let lock: Promise<LockFile | undefined> | undefined;
  return {
    start,
    env,
    workspace,
    families,
    store,
    digests,
    tools: { blobs, records, fileDigest: (path) => digests.digest(path), progress, env, signal },
    targets: await targetsOf(workspace, { families, records, env, progress }),
    lock: () => {
      lock ??= import("../bases/lock/stored-lock.ts").then(({ readLock }) => readLock(workspace.root));
      return lock;
    },
  };
}

/** `COOPER_STORE` wins over what the workspace says. */
function storeFolder({ root, config }: Workspace, env: NodeJS.ProcessEnv): string {
  return config.store === undefined || env.COOPER_STORE
    ? defaultStoreFolder(env)
    : resolve(root, config.store);
}

interface Surroundings extends Pick<Session, "families" | "env"> {
  readonly records: RecordStore;
  readonly progress: ProgressListener;
}

async function targetsOf(workspace: Workspace, around: Surroundings): Promise<readonly Target[]> {
  const { families } = around;
  return resolveTargets(workspace, {
    recipes: recipesOf(families),
    defaultBase: (kind) => builderOf(kind).defaultBase,
    times: await timesOf(workspace, around),
  });
}

/** Whether a name means a recipe is found out once: most images stand on the same few. */
function recipesOf(families: readonly Family[]): RecipeNames {
  const known = new Map<string, boolean>();
  const has = (name: string) => {
    const found = known.get(name) ?? recipeNamed(name, families) !== undefined;
    known.set(name, found);
    return found;
  };
  return {
    has,
    get names() {
      return recipeNames(families);
    },
  };
}

/** `SOURCE_DATE_EPOCH` for all, else the last commit that touched each folder. */
async function timesOf(
  { targets }: Workspace,
  { records, env, progress }: Surroundings,
): Promise<ReadonlyMap<string, number>> {
  const folders = targets.map(({ directory }) => directory);
  const epoch = sourceDateEpoch(env);
  if (epoch !== undefined) return new Map(folders.map((folder) => [folder, epoch]));
  const { times, shallow } = await commitTimes(folders, records);
  if (shallow) progress({ type: "log", level: "warn", message: shallowClone });
  return times;
}

const shallowClone =
  "this clone is shallow, so the times in images, and with them the digests, may differ from those of a full clone. " +
  "Fetch the whole history (git fetch --unshallow), or set SOURCE_DATE_EPOCH.";
