import { dirname } from "node:path";
import { readOptional } from "../../../core/optional-file.ts";
import { type Authorize, readCredentials } from "./credentials.ts";
import { firstOf, type IndexLocation, type IndexSettings } from "./index-settings.ts";
import { pipFiles, pipVariables } from "./pip-settings.ts";
import { uvFiles, uvVariables } from "./uv-settings.ts";

/** Where this machine takes Python packages from. */
export interface IndexConfig {
  /** Absent where nobody has chosen one: then the lock or the machine's pip knows. */
  readonly index: IndexLocation | undefined;
  readonly extraIndexes: readonly IndexLocation[];
  readonly findLinks: readonly IndexLocation[];
  readonly noIndex: boolean;
  /** PEM certificates to trust besides those that Node trusts. */
  readonly ca: string | undefined;
  readonly authorize: Authorize;
}

/** Where this machine's index settings are looked for. */
export interface ConfigRequest {
  readonly env: NodeJS.ProcessEnv;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Absolute path of the lock file. */
  readonly lockFile: string;
  /** The machine's folder of settings; `/etc` where it is left out. */
  readonly etc?: string | undefined;
}

/**
 * Reads where packages come from. For each setting the first one counts of: variables of pip, variables of uv, pip's
 * files (`PIP_CONFIG_FILE`, the virtual environment's, the user's, the machine's), uv's files.
 */
export async function readIndexConfig({
  env,
  root,
  lockFile,
  etc = "/etc",
}: ConfigRequest): Promise<IndexConfig> {
  const context = { env, root, etc };
  const [pip, uv] = await Promise.all([pipFiles(context), uvFiles(context, dirname(lockFile))]);
  const settings = firstOf([pipVariables(context), uvVariables(context), ...pip, ...uv]);
  const { index, extraIndexes = [], findLinks = [], noIndex = false } = settings;
  return {
    index,
    extraIndexes,
    findLinks,
    noIndex,
    ca: await certificates(settings, env),
    authorize: await readCredentials([...(index ? [index] : []), ...extraIndexes, ...findLinks], env),
  };
}

/** Certificates that Node was told of already need not be parsed again for every connection. */
async function certificates(settings: IndexSettings, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const file = settings.certificates ?? env.REQUESTS_CA_BUNDLE ?? env.CURL_CA_BUNDLE;
  return !file || file === env.NODE_EXTRA_CA_CERTS ? undefined : readOptional(file);
}
