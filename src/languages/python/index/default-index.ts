import { stat } from "node:fs/promises";
import { CooperError } from "../../../core/error.ts";
import { tryRun } from "../../../core/process.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import { findProgram, hostPython } from "./host-python.ts";
import type { IndexLocation } from "./index-settings.ts";

/**
 * The index that this machine's own installer takes where nothing is configured. cooper knows no host by itself: which
 * registry is right is for each machine to say. Throws `NO_INDEX` where there is neither pip nor uv.
 */
export async function defaultIndex(tools: BuildTools): Promise<IndexLocation> {
  const found = (await ask(pip, tools)) ?? (await ask(uv, tools));
  if (found) return found;
  throw new CooperError("no package index is configured, and there is no pip or uv to ask for its default", {
    code: "NO_INDEX",
    hint: "Set PIP_INDEX_URL to the simple index of your registry, or install pip or uv on this machine.",
  });
}

/** A program that knows an index, and how to get it out of it. */
interface Installer {
  readonly name: string;
  find(env: NodeJS.ProcessEnv): Promise<string | undefined>;
  readonly args: readonly string[];
  /** What it prints holds the URL in its first group. */
  readonly pattern: RegExp;
}

const pip: Installer = {
  name: "pip",
  find: hostPython,
  args: ["-c", "from pip._internal.models.index import PyPI; print(PyPI.simple_url)"],
  pattern: /^(https?:\S+)\s*$/,
};

const uv: Installer = {
  name: "uv",
  find: (env) => findProgram("uv", env),
  args: ["pip", "install", "--help"],
  pattern: /default package index \(by default: <?(https?:[^>)\s]+)/,
};

/** Starting an interpreter takes a while, so its answer is kept until the program changes. */
async function ask(installer: Installer, tools: BuildTools): Promise<IndexLocation | undefined> {
  const program = await installer.find(tools.env);
  if (program === undefined) return undefined;
  const origin = `the default of ${installer.name} (${program})`;
  const key = `${program} ${(await stat(program)).mtimeMs}`;
  const known = await tools.records.get<string>("python-default-index", key);
  if (known !== undefined) return { url: known, origin };
  const { stdout, status } = await tryRun(program, installer.args, { env: tools.env, signal: tools.signal });
  const url = status === 0 ? installer.pattern.exec(stdout)?.[1] : undefined;
  if (url === undefined) return undefined;
  await tools.records.set("python-default-index", key, url);
  return { url, origin };
}
