import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { CooperError } from "../../../core/error.ts";
import { limit } from "../../../core/limit.ts";
import { endOf, tryRun } from "../../../core/process.ts";
import { oncePerKey } from "../../../layers/once-per-key.ts";
import { formatPlatform } from "../../../oci/platform.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import type { LockedPackage } from "../requirements/lock.ts";
import { sameVersion } from "../requirements/specifier.ts";
import { wheelNameOf } from "../wheel/wheel-name.ts";
import { hostPython } from "./host-python.ts";
import type { WheelTarget } from "./target.ts";
import type { StoredWheel } from "./wheel-record.ts";

/** The source distribution to build, and for which image. */
export interface BuildRequest {
  readonly entry: LockedPackage;
  /** A blob of the store. */
  readonly sdist: StoredWheel;
  readonly target: WheelTarget;
  readonly tools: BuildTools;
}

/** Two platforms that want the same package build it once. */
const underWay = oncePerKey<StoredWheel>();

/** A build keeps a processor busy and may start more of its own. */
const inTurn = limit(2);

/**
 * The wheel of a pure package of which there is only a source distribution, built by this machine's Python and kept by
 * the digest of the source. Throws `NOT_PURE`, `NO_PYTHON` or `SDIST_BUILD_FAILED`.
 */
export async function buildSdist(request: BuildRequest): Promise<StoredWheel> {
  const { records } = request.tools;
  const { digest } = request.sdist;
  const known = await records.get<StoredWheel>("python-built-wheel", digest);
  if (known) return known;
  const built = await underWay(records, digest, () => inTurn(() => buildIn(request)));
  await records.set("python-built-wheel", digest, built);
  return built;
}

async function buildIn(request: BuildRequest): Promise<StoredWheel> {
  const { sdist, tools } = request;
  const folder = await mkdtemp(join(tmpdir(), "cooper-sdist-"));
  try {
    const source = join(folder, sdist.filename);
    await pipeline(tools.blobs.open(sdist.digest), createWriteStream(source));
    const output = join(folder, "wheel");
    await runPip(request, source, output);
    const filename = checkedWheel(await readdir(output), request);
    return { filename, ...(await tools.blobs.put(createReadStream(join(output, filename)))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** 1980 is the first year that a zip, and so a wheel, can carry. */
const zipEpoch = "315532800";

async function runPip(request: BuildRequest, source: string, output: string): Promise<void> {
  const { entry, tools } = request;
  const python = await hostPython(tools.env);
  if (python === undefined) throw pythonMissing(request, "this machine has no python3");
  const args = ["-m", "pip", "wheel", "--no-deps", "--no-cache-dir", "--wheel-dir", output, source];
  const env = {
    ...tools.env,
    SOURCE_DATE_EPOCH: zipEpoch,
    PYTHONHASHSEED: "0",
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_REQUIRE_HASHES: "",
  };
  const result = await tryRun(python, args, { env, signal: tools.signal });
  if (result.status === 0) return;
  const said = endOf(result);
  if (/No module named pip/.test(said)) throw pythonMissing(request, `${python} has no pip`);
  throw new CooperError(
    `${entry.name} ${entry.version} has no wheel for ${formatPlatform(request.target.platform)}, and its source cannot be built here: ${said}`,
    {
      code: "SDIST_BUILD_FAILED",
      where: entry.where,
      hint: `Lock a version of ${entry.name} that has a wheel, or build one yourself and put it on your index.`,
    },
  );
}

function checkedWheel(files: readonly string[], request: BuildRequest): string {
  const { entry, target } = request;
  const { name, version } = entry;
  const [filename = ""] = files;
  const wheel = wheelNameOf(filename);
  if (files.length !== 1 || wheel?.name !== name || !sameVersion(wheel.version, version)) {
    throw new CooperError(`building ${request.sdist.filename} gave ${files.join(", ") || "nothing"}`, {
      code: "SDIST_BUILD_FAILED",
      where: entry.where,
      hint: `It should give one wheel of ${name} ${version}. Lock another version, or one that has a wheel.`,
    });
  }
  if (wheel.tags.some((tag) => /^py3\d*-none-any$/.test(tag))) return filename;
  throw new CooperError(
    `${name} ${version} has compiled parts (${filename}), and no wheel for ${formatPlatform(target.platform)}`,
    {
      code: "NOT_PURE",
      where: entry.where,
      hint: "cooper builds only pure packages from source. Lock a version that has a wheel for this platform, or build one there and put it on your index.",
    },
  );
}

function pythonMissing({ entry }: BuildRequest, why: string): CooperError {
  return new CooperError(`${entry.name} ${entry.version} has no wheel, and to build its source, ${why}`, {
    code: "NO_PYTHON",
    where: entry.where,
    hint: "Install Python 3 with pip, or name an interpreter in COOPER_PYTHON; or lock a version that has a wheel.",
  });
}
