import { filterLimit, mapLimit } from "../../../core/limit.ts";
import { zip } from "../../../core/zip.ts";
import { keyOf } from "../../../layers/layer-key.ts";
import type { LayerSpec } from "../../../layers/spec.ts";
import type { Platform } from "../../../oci/platform.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import type { InstalledDistribution, PythonFacts } from "../../../plan/facts.ts";
import type { Compiler } from "../bytecode/compiler.ts";
import type { ResolvedWheel } from "../requirements/resolved.ts";
import { checkRequirements } from "./check-requirements.ts";
import { type FileOwner, refuseConflicts } from "./conflicts.ts";
import { identityOf, planWheel } from "./planned-file.ts";
import { type Venv, venvEntries, venvLayer, venvOf } from "./venv.ts";
import { readWheel, type WheelContents } from "./wheel-contents.ts";
import { wheelLayers } from "./wheel-layers.ts";

/** What is to be installed on which base. */
export interface EnvironmentRequest {
  /** To be installed; all are in the store. */
  readonly wheels: readonly ResolvedWheel[];
  /** Of the base. */
  readonly python: PythonFacts;
  readonly platform: Platform;
  /** What to look at in errors: the lock file. */
  readonly where: string;
  /** Absent where no bytecode is wanted. */
  readonly compiler?: Compiler | undefined;
  readonly tools: BuildTools;
}

/** What an installation makes. */
export interface PythonEnvironment {
  /** Lowest first: the venv, where the base has none, and the wheels. */
  readonly layers: readonly LayerSpec[];
  /** Of the image with these layers. */
  readonly python: PythonFacts;
}

/** What was found out about a set of wheels. */
interface CheckedEnvironment {
  readonly distributions: readonly InstalledDistribution[];
  /** Bytes of the files of each wheel. */
  readonly unpacked: readonly number[];
}

/** Goes up when the checks become stricter. */
const checksVersion = 1;

/**
 * Installs wheels above a base: checks that they fit together and with what the base has, and says which
 * layers they make. A set of wheels that was checked before costs one look into the records. Fails with
 * `BAD_WHEEL`, `FILE_CONFLICT` or `UNMET_REQUIREMENT`.
 */
export async function installEnvironment(request: EnvironmentRequest): Promise<PythonEnvironment> {
  const { wheels, python, tools, compiler } = request;
  const venv = venvOf(python);
  const { distributions, unpacked } = await checkEnvironment(request, venv);
  const weighed = zip(wheels, unpacked).map(([wheel, bytes]) => ({ wheel, unpacked: bytes }));
  const layers = wheelLayers({ wheels: weighed, venv, compiler, tools });
  return {
    layers: python.venv === undefined ? [venvLayer(python), ...layers] : layers,
    python: { ...python, venv: venv.root, distributions: [...python.distributions, ...distributions] },
  };
}

async function checkEnvironment(request: EnvironmentRequest, venv: Venv): Promise<CheckedEnvironment> {
  const { wheels, python, platform, tools } = request;
  const key = keyOf({
    version: checksVersion,
    wheels: wheels.map(({ filename, digest }) => [filename, digest]),
    python: JSON.stringify(python),
    platform: { ...platform },
  });
  const known = await tools.records.get<CheckedEnvironment>("python-environment", key);
  if (known) return known;
  const contents = await mapLimit(wheels, 2, (wheel) => readWheel(wheel, tools));
  const checked = await check(contents, request, venv);
  await tools.records.set("python-environment", key, checked);
  return checked;
}

async function check(
  contents: readonly WheelContents[],
  request: EnvironmentRequest,
  venv: Venv,
): Promise<CheckedEnvironment> {
  const { wheels, python, platform, where } = request;
  const found = zip(wheels, contents).map(([wheel, { requires, requiresPython }]) => {
    const { name, version, filename, digest, size } = wheel;
    return { name, version, requires, requiresPython, wheel: { filename, digest, size } };
  });
  checkRequirements({
    distributions: [...python.distributions, ...found],
    platform,
    python: python.version,
    where,
  });
  refuseConflicts([
    venvOwner(python),
    ...(await baseOwners(request, venv)),
    ...owners(wheels, contents, venv),
  ]);
  return {
    distributions: found.map(({ requiresPython: _, ...distribution }) => distribution),
    unpacked: contents.map(({ members }) => members.reduce((sum, { size }) => sum + size, 0)),
  };
}

function venvOwner(python: PythonFacts): FileOwner {
  const files = venvEntries(python).filter(({ type }) => type !== "directory");
  return {
    name: "the venv itself",
    files: files.map(({ path }) => ({ path: `/${path}`, identity: "venv" })),
  };
}

/**
 * What lower images installed, as far as the archives are still in the store: they were put there to build
 * the base.
 */
async function baseOwners({ python, tools }: EnvironmentRequest, venv: Venv): Promise<FileOwner[]> {
  const archives = python.distributions.flatMap(({ name, version, wheel }) =>
    wheel ? [{ name, version, ...wheel }] : [],
  );
  const isHere = async ({ digest }: ResolvedWheel) => (await tools.blobs.size(digest)) !== undefined;
  const wheels = await filterLimit(archives, 2, isHere);
  return owners(wheels, await mapLimit(wheels, 2, (wheel) => readWheel(wheel, tools)), venv);
}

function owners(
  wheels: readonly ResolvedWheel[],
  contents: readonly WheelContents[],
  venv: Venv,
): FileOwner[] {
  return zip(wheels, contents).map(([{ name, version, filename }, content]) => {
    const files = planWheel({ contents: content, venv, filename });
    return {
      name: `${name} ${version}`,
      files: files.map((file) => ({ path: file.path, identity: identityOf(file) })),
    };
  });
}
