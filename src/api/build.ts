import { availableParallelism } from "node:os";
import { UsageError } from "../core/error.ts";
import { mapLimit } from "../core/limit.ts";
import { keyOf } from "../layers/layer-key.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import type { Digest } from "../oci/digest.ts";
import { formatPlatform, type Platform, samePlatform } from "../oci/platform.ts";
import type { BuildTools } from "../plan/builder.ts";
import type { Target } from "../plan/target.ts";
import { formatLabel } from "../workspace/label.ts";
import { localImageName } from "../workspace/registry-location.ts";
import type { BuiltImage } from "./built-image.ts";
import { ImageKeys } from "./image-keys.ts";
import { ImageMemory } from "./image-memory.ts";
import type { MadeImage } from "./make-image.ts";
import { selectTargets } from "./select.ts";
import type { Session } from "./session.ts";

/** What to build. */
export interface BuildRequest {
  /** Names, labels, patterns; all images where there are none. */
  readonly images: readonly string[];
  /** Instead of each image's own. */
  readonly platforms?: readonly Platform[] | undefined;
  /** Only images that changes since this commit can have changed. */
  readonly affectedSince?: { readonly ref?: string | undefined } | undefined;
  /** Images under way at once; the number of processors where it is absent. */
  readonly jobs?: number | undefined;
  /** Whether an image that has a name in the store already leaves it there: for builds with a purpose of their own. */
  readonly keepNames?: boolean | undefined;
}

/**
 * Builds images into the store and names them there. Images whose inputs have not changed are looked up by their key,
 * and nothing else is loaded or read for them. The first failure stops the work on the others, and is thrown when
 * nothing is under way any more.
 */
export async function build(session: Session, request: BuildRequest): Promise<BuiltImage[]> {
  const targets = await targetsOf(session, request);
  checkNames(targets);
  const failure = new AbortController();
  const own = sessionOfBuild(session, failure.signal);
  const workshop = {
    session: own,
    keys: new ImageKeys(own),
    memory: new ImageMemory(session.store),
    request,
  };
  const built = await mapLimit(targets, request.jobs ?? availableParallelism(), async (target) => {
    try {
      return await buildTarget(workshop, target);
    } catch (error) {
      failure.abort();
      throw error;
    }
  });
  await session.digests.save();
  return built;
}

/** The session as one build sees it: ended by the first failure, and with one digest for each file. */
function sessionOfBuild(session: Session, failure: AbortSignal): Session {
  const { tools } = session;
  const signal = AbortSignal.any(tools.signal ? [tools.signal, failure] : [failure]);
  return { ...session, tools: { ...tools, signal, fileDigest: oncePerFile(tools.fileDigest) } };
}

/** Keys, the search for secrets and layers go by the same content: a file that changes meanwhile is noticed when it is packed. */
function oncePerFile(fileDigest: BuildTools["fileDigest"]): BuildTools["fileDigest"] {
  const known = new Map<string, Promise<Digest>>();
  return (path) => {
    const digest = known.get(path) ?? fileDigest(path);
    known.set(path, digest);
    return digest;
  };
}

async function targetsOf(
  session: Session,
  { images, affectedSince }: BuildRequest,
): Promise<readonly Target[]> {
  const selected = selectTargets(session, images);
  if (!affectedSince) return selected;
  const { affectedOf } = await import("./affected.ts");
  return affectedOf(session, selected, affectedSince.ref);
}

/** Throws `DUPLICATE_TARGET` for images of one name: in the store, an engine and a registry one would replace the other. */
function checkNames(targets: readonly Target[]): void {
  const known = new Map<string, Target>();
  for (const target of targets) {
    const other = known.get(target.name);
    if (other) throw sameName(other, target);
    known.set(target.name, target);
  }
}

function sameName(one: Target, other: Target): UsageError {
  const labels = `${formatLabel(one.label)} and ${formatLabel(other.label)}`;
  return new UsageError(`${labels} are both called ${one.name}, so one would replace the other`, {
    code: "DUPLICATE_TARGET",
    where: `${other.definition.at.file}:${other.definition.at.line}`,
    hint: "Give one of them another name, or build them one at a time.",
  });
}

interface Workshop {
  readonly session: Session;
  readonly keys: ImageKeys;
  readonly memory: ImageMemory;
  readonly request: BuildRequest;
}

async function buildTarget(workshop: Workshop, target: Target): Promise<BuiltImage> {
  const { session, keys, memory, request } = workshop;
  const platforms = platformsOf(target, request.platforms);
  const key = keyOf(await Promise.all(platforms.map((platform) => keys.of(target, platform))));
  const found = await memory.find(key);
  const made = found ?? (await make(session, target, platforms));
  if (!found) await memory.keep(key, made);
  const reference = localImageName(target.name, session.workspace.config.registry);
  await nameImage(session, { reference, index: made.index, keep: request.keepNames ?? false });
  const { index, platforms: parts } = made;
  return {
    name: target.name,
    label: formatLabel(target.label),
    reference,
    ports: target.definition.fields.ports ?? [],
    index,
    platforms: parts,
    cached: found !== undefined,
  };
}

interface Naming {
  readonly reference: string;
  readonly index: Descriptor;
  readonly keep: boolean;
}

async function nameImage({ store }: Session, { reference, index, keep }: Naming): Promise<void> {
  if (keep && (await store.images.get(reference))) return;
  await store.images.set(reference, index);
}

async function make(session: Session, target: Target, platforms: readonly Platform[]): Promise<MadeImage> {
  const { makeImage } = await import("./make-image.ts");
  return makeImage(session, target, platforms);
}

/** The platforms to build a target for, each once and in its own order. Throws `PLATFORM_NOT_OFFERED`. */
function platformsOf(target: Target, wanted: readonly Platform[] | undefined): readonly Platform[] {
  if (!wanted) return target.platforms;
  const missing = wanted.find((platform) => !target.platforms.some((own) => samePlatform(own, platform)));
  if (missing) throw notOffered(target, missing);
  return target.platforms.filter((own) => wanted.some((platform) => samePlatform(own, platform)));
}

function notOffered(target: Target, platform: Platform): UsageError {
  return new UsageError(`${target.name} is not built for ${formatPlatform(platform)}`, {
    code: "PLATFORM_NOT_OFFERED",
    where: `${target.definition.at.file}:${target.definition.at.line}`,
    hint: `Its platforms are ${target.platforms.map(formatPlatform).join(", ")}: see \`platforms\` in image.ts and cooper.config.ts.`,
  });
}
