import { CooperError } from "../../../core/error.ts";
import type { ImageSettings } from "../../../oci/image-settings.ts";
import type { PlanRequest } from "../../../plan/builder.ts";
import type { MadeContribution } from "../../../plan/contribution.ts";
import type { PythonFacts } from "../../../plan/facts.ts";
import { findCompiler } from "../bytecode/compiler.ts";
import {
  type EnvironmentRequest,
  installEnvironment,
  type PythonEnvironment,
} from "../install/environment.ts";
import { venvOf } from "../install/venv.ts";
import { resolvePython } from "../requirements/resolved.ts";
import { appLayers } from "./app-layers.ts";
import { mainPath } from "./main-file.ts";
import { appFolder, locationOf, type PythonTarget, pythonTarget, workspacePath } from "./python-target.ts";

/** The layers of a Python image above its base: the venv, the wheels, `libs`, the application. */
export async function planImage(request: PlanRequest): Promise<MadeContribution> {
  const target = pythonTarget(request.target);
  const base = request.base.python;
  if (!base) throw noPython(target);
  const { env, signal } = request.tools;
  const compiler = target.fields.bytecode
    ? await findCompiler({ version: base.version, env, signal })
    : undefined;
  const { layers, python } = await environment(target, base, { ...request, compiler });
  const venv = python.venv === undefined ? undefined : venvOf(python);
  const own = await appLayers({ python: target, venv, compiler, tools: request.tools });
  return {
    layers: [...layers, ...own],
    config: configChange(target, python, request.base.path),
    facts: { ...request.base, python },
  };
}

type InstallRequest = PlanRequest & Pick<EnvironmentRequest, "compiler">;

/** What `deps` asks for. A venv alone where only `libs` need one to be found. */
async function environment(
  target: PythonTarget,
  python: PythonFacts,
  request: InstallRequest,
): Promise<PythonEnvironment> {
  const { deps, extras, groups, libs = [] } = target.fields;
  if (deps === undefined && libs.length === 0) return { layers: [], python };
  const { platform, tools, compiler } = request;
  const lockFile = deps === undefined ? undefined : workspacePath(deps, target);
  const { root } = target;
  const { directory } = request.target;
  const folders = libs.map((name) => workspacePath(name, target));
  const { libc } = request.base;
  const wheels = lockFile
    ? await resolvePython({
        lockFile,
        root,
        directory,
        libs: folders,
        extras,
        groups,
        python,
        libc,
        platform,
        tools,
      })
    : [];
  return installEnvironment({ wheels, python, platform, where: lockFile ?? directory, compiler, tools });
}

function configChange(
  { fields, isApplication }: PythonTarget,
  python: PythonFacts,
  path = systemPath,
): ImageSettings {
  const venv = python.venv === undefined ? undefined : venvOf(python);
  const start = [venv?.python ?? python.executable];
  if (fields.main !== undefined) start.push(mainPath(fields.main));
  if (fields.module !== undefined) start.push("-m", fields.module);
  // A file that is run has its own folder on the path; a module and other programs find the application this
  // way.
  const needsPath = isApplication && fields.main === undefined;
  return {
    entrypoint: start,
    cmd: [],
    env: {
      ...interpreterSettings,
      ...(venv && { VIRTUAL_ENV: venv.root, PATH: `${venv.bin}:${path}` }),
      ...(needsPath && { PYTHONPATH: appFolder }),
    },
    ...(isApplication && { workdir: appFolder }),
  };
}

/** Where a base says nothing. */
const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Logs appear at once; nothing is written beside the sources, which a read-only file system would refuse. */
const interpreterSettings = { PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1", LANG: "C.UTF-8" };

function noPython({ target }: PythonTarget): CooperError {
  return new CooperError(`the base of ${target.name} has no Python that cooper knows of`, {
    code: "NO_PYTHON_IN_BASE",
    where: locationOf(target),
    hint: 'Take a base with Python, such as base: "distroless_python_nonroot", or an image of this workspace with one.',
  });
}
