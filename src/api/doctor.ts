import { access, constants, statfs } from "node:fs/promises";
import { findArchives } from "../bases/debian/archives.ts";
import { formatSize } from "../core/bytesize.ts";
import { CooperError, codeOf, messageOf } from "../core/error.ts";
import { get } from "../core/http.ts";
import { makeFolder } from "../core/make-folder.ts";
import { tryRun } from "../core/process.ts";
import { redactUrl } from "../core/redact.ts";
import type { Engine } from "../runtimes/engine.ts";
import { engines } from "../runtimes/find-engine.ts";
import { openCache } from "./cache.ts";
import { openSession } from "./session.ts";

/** One thing cooper needs or can use. */
export interface Finding {
  /** `absent`: not there, and not needed for every job. `broken`: building will fail. */
  readonly state: "works" | "absent" | "broken";
  readonly what: string;
  readonly detail: string;
  /** How to mend it. */
  readonly hint?: string | undefined;
}

/** Where to look from. */
export interface Examination {
  readonly start: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

type Check = (examination: Examination) => Promise<Finding>;

/** Looks at everything that building, loading and running need on this machine. Never fails: what fails is a finding. */
export async function examine(examination: Examination): Promise<readonly Finding[]> {
  const checks = [
    workspace,
    store,
    debian,
    python,
    ...engines(examination.env).map(engineCheck),
    git,
    emulation,
  ];
  return [node, ...(await Promise.all(checks.map((check) => check(examination))))];
}

const node: Finding = { state: "works", what: "Node", detail: process.version };

const workspace: Check = async ({ start, env }) => {
  try {
    const { targets, workspace } = await openSession({ start, env });
    return {
      state: "works",
      what: "Workspace",
      detail: `${workspace.root}: ${targets.length} ${targets.length === 1 ? "image" : "images"}`,
    };
  } catch (error) {
    const state = codeOf(error) === "NO_WORKSPACE" ? "absent" : "broken";
    return problem({ state, what: "Workspace" }, error);
  }
};

const store: Check = async ({ start, env }) => {
  try {
    const { folder } = await openCache({ start, env });
    makeFolder(folder);
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return { state: "works", what: "Store", detail: `${folder}: ${formatSize(bavail * bsize)} free` };
  } catch (error) {
    return problem(
      { state: "broken", what: "Store" },
      error,
      "Set COOPER_STORE to a folder you can write to.",
    );
  }
};

const debian: Check = async ({ env, signal }) => {
  try {
    const { roots } = await findArchives({ env });
    const url = `${roots.debian}/dists/bookworm/InRelease`;
    for await (const _ of (await get(url, { signal, tries: 1 })).body) break;
    return { state: "works", what: "Debian archive", detail: redactUrl(roots.debian) };
  } catch (error) {
    const hint =
      "Set COOPER_DEBIAN_MIRROR to a mirror that this machine reaches. Only `cooper lock` and first builds need it.";
    return problem({ state: "absent", what: "Debian archive" }, error, hint);
  }
};

const python: Check = async ({ env }) => {
  const program = env.COOPER_PYTHON ?? "python3";
  try {
    const { stdout } = await tryRun(program, ["-m", "pip", "--version"]);
    if (stdout)
      return { state: "works", what: "Python with pip", detail: stdout.trim().split(" from ")[0] ?? "" };
  } catch {
    // Reported below: a missing program and a missing pip have the same remedy.
  }
  const hint =
    "On Debian: apt-get install python3-pip. Without it, set PIP_INDEX_URL; source distributions need it.";
  return { state: "absent", what: "Python with pip", detail: `${program} -m pip does not run`, hint };
};

function engineCheck(engine: Engine): Check {
  return async () => {
    const status = await engine.status();
    if ("version" in status) return (await lackingProgram(engine.name)) ?? works(engine.name, status.version);
    const hint = "Only `cooper load` and `cooper run` need an engine, and one is enough.";
    return { state: "absent", what: engine.name, detail: status.problem, hint };
  };
}

/** `cooper load` speaks to Docker itself, `cooper run` through Docker's program. */
async function lackingProgram(name: string): Promise<Finding | undefined> {
  try {
    await tryRun(name, ["--version"]);
    return undefined;
  } catch (error) {
    const hint = "`cooper load` works without it, `cooper run` does not.";
    return problem({ state: "absent", what: name }, error, hint);
  }
}

function works(what: string, detail: string): Finding {
  return { state: "works", what, detail };
}

const git: Check = async () => {
  try {
    const { stdout } = await tryRun("git", ["--version"]);
    return { state: "works", what: "git", detail: stdout.trim().replace("git version ", "") };
  } catch (error) {
    return problem({ state: "absent", what: "git" }, error, "Install git, or set SOURCE_DATE_EPOCH.");
  }
};

const emulation: Check = async () => {
  const other = process.arch === "arm64" ? "x86_64" : "aarch64";
  try {
    await access(`/proc/sys/fs/binfmt_misc/qemu-${other}`);
    return { state: "works", what: "Emulation", detail: `programs for ${other} run here` };
  } catch {
    const hint = "Building for it needs no emulation. To run such images: apt-get install qemu-user-static.";
    return { state: "absent", what: "Emulation", detail: `programs for ${other} do not run here`, hint };
  }
};

function problem(finding: Pick<Finding, "state" | "what">, error: unknown, hint?: string): Finding {
  return {
    ...finding,
    detail: messageOf(error),
    hint: hint ?? (error instanceof CooperError ? error.hint : undefined),
  };
}
