import { formatSize } from "../core/bytesize.ts";
import { CooperError } from "../core/error.ts";
import { mapLimit } from "../core/limit.ts";
import type { ProgressListener } from "../core/progress.ts";
import { step } from "../core/step.ts";
import { assembleImage, assembleIndex, type ImageParts } from "../images/assemble.ts";
import type { Image } from "../images/image.ts";
import { mergeSettings } from "../images/settings.ts";
import { buildLayer } from "../layers/build-layer.ts";
import type { BuiltLayer } from "../layers/layer.ts";
import type { Digest } from "../oci/digest.ts";
import { formatPlatform, type Platform } from "../oci/platform.ts";
import type { Target } from "../plan/target.ts";
import { formatLabel } from "../workspace/label.ts";
import type { BuiltImage, BuiltPlatform } from "./built-image.ts";
import type { Session } from "./session.ts";
import { stackOf } from "./stack.ts";

/** Layers under way at once within one image: enough that the packages of a whole base wait for their turn together. */
const layersAtOnce = 16;

/** An image that was made, and the blobs that it consists of. */
export interface MadeImage extends Pick<BuiltImage, "index" | "platforms"> {
  /** The configs and the layers. */
  readonly parts: readonly Digest[];
}

/** Makes an image for each platform and the index over them, all in the store. */
export async function makeImage(
  session: Session,
  target: Target,
  platforms: readonly Platform[],
): Promise<MadeImage> {
  const made = await Promise.all(platforms.map((platform) => makePlatform(session, target, platform)));
  const images = made.map(({ image }) => image);
  const { descriptor } = await assembleIndex(images, undefined, session.store.blobs);
  return {
    index: descriptor,
    platforms: made.map(({ image, layers }) => describe(image, layers)),
    parts: made
      .flatMap(({ image: { manifest } }) => [manifest.config, ...manifest.layers])
      .map(({ digest }) => digest),
  };
}

interface Made {
  readonly image: Image;
  readonly layers: readonly BuiltLayer[];
}

async function makePlatform(session: Session, target: Target, platform: Platform): Promise<Made> {
  const name = formatPlatform(platform);
  const id = `image ${formatLabel(target.label)} ${name}`;
  return step(
    session.tools.progress,
    { id, name, target: target.name },
    {
      run: () => assemble(session, target, platform),
      outcome: ({ layers }) => {
        const cached = layers.filter((layer) => layer.cached).length;
        return { cached: false, detail: `${layers.length} layers, ${cached} cached` };
      },
    },
  );
}

async function assemble(session: Session, target: Target, platform: Platform): Promise<Made> {
  const contributions = await stackOf(session, target, platform);
  const tools = { ...session.tools, progress: onPlatform(session.tools.progress, platform) };
  const specs = contributions.flatMap(({ layers }) => layers);
  const layers = await mapLimit(specs, layersAtOnce, async (spec) =>
    "entries" in spec ? buildLayer(spec, tools) : spec,
  );
  checkBudget(target, platform, layers);
  const settings = mergeSettings(...contributions.map(({ config }) => config));
  const annotations = contributions.map((each) => each.annotations).find((each) => each !== undefined);
  const parts: ImageParts = { platform, layers, settings, created: target.time, annotations };
  return { image: await assembleImage(parts, session.store.blobs), layers };
}

/** Says of each step which platform it is for: layers of two platforms have the same names. */
function onPlatform(progress: ProgressListener, platform: Platform): ProgressListener {
  const { architecture } = platform;
  return (event) =>
    progress(event.type === "start" ? { ...event, name: `${event.name} (${architecture})` } : event);
}

function describe(image: Image, layers: readonly BuiltLayer[]): BuiltPlatform {
  return {
    platform: formatPlatform(image.descriptor.platform),
    manifest: image.descriptor,
    id: image.manifest.config.digest,
    size: sizeOf(layers),
    layers: layers.length,
  };
}

function sizeOf(layers: readonly BuiltLayer[]): number {
  return layers.reduce((total, layer) => total + layer.contentSize, 0);
}

function checkBudget(target: Target, platform: Platform, layers: readonly BuiltLayer[]): void {
  const size = sizeOf(layers);
  if (target.budget === undefined || size <= target.budget) return;
  const largest = [...layers].sort((a, b) => b.contentSize - a.contentSize).slice(0, 3);
  throw new CooperError(
    `${target.name} weighs ${formatSize(size)} on ${formatPlatform(platform)}, over its budget of ${formatSize(target.budget)}`,
    {
      code: "OVER_BUDGET",
      where: formatLabel(target.label),
      hint: `Its largest layers: ${largest.map((l) => `${l.name} (${formatSize(l.contentSize)})`).join(", ")}. Take something out, or raise \`budget\`.`,
    },
  );
}
