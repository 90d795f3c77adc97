import { UsageError } from "../core/error.ts";
import { mapLimit } from "../core/limit.ts";
import { step } from "../core/step.ts";
import { dockerLayers } from "../images/export/docker-layers.ts";
import { loadImage } from "../images/image.ts";
import { formatPlatform, hostPlatform } from "../oci/platform.ts";
import { parseReference } from "../oci/reference.ts";
import type { Engine, LoadResult } from "../runtimes/engine.ts";
import { findEngine } from "../runtimes/find-engine.ts";
import { fetchBases } from "./base-image.ts";
import { type BuildRequest, build } from "./build.ts";
import type { BuiltImage } from "./built-image.ts";
import type { Session } from "./session.ts";

/** What to build and where to load it. */
export interface LoadOptions extends BuildRequest {
  /** `docker` or `podman`; the first that answers where it is absent. */
  readonly engine?: string | undefined;
  /** Instead of `latest`. */
  readonly tag?: string | undefined;
}

/** An image that an engine now has. */
export interface LoadedImage extends LoadResult {
  /** The name in the engine. */
  readonly name: string;
  readonly engine: Engine["name"];
}

/**
 * Builds images for one platform (this machine's, unless the request names one) and puts them into a container engine.
 * Fails with `NO_ENGINE`, or with what a build fails with.
 */
export async function load(session: Session, options: LoadOptions): Promise<LoadedImage[]> {
  const platforms = options.platforms ?? [hostPlatform()];
  if (platforms.length !== 1) throw severalPlatforms(platforms.map(formatPlatform));
  const engine = await findEngine(session.env, options.engine);
  const built = await build(session, { ...options, platforms, keepNames: true });
  await fetchBases(session, built);
  return mapLimit(built, 4, (image) => loadInto(engine, session, { image, tag: options.tag }));
}

/** Puts one built image of one platform into an engine. */
export async function loadInto(
  engine: Engine,
  session: Session,
  { image, tag }: { readonly image: BuiltImage; readonly tag?: string | undefined },
): Promise<LoadedImage> {
  const [platform] = image.platforms;
  if (!platform) throw new TypeError(`${image.label} was built for no platform`);
  const { blobs } = session.store;
  const { progress, signal } = session.tools;
  const view = await loadImage(blobs, platform.manifest);
  const name = tag === undefined ? image.reference : image.reference.replace(/:[^:/]+$/, `:${tag}`);
  const id = `load ${image.label}`;
  const request = {
    manifest: platform.manifest,
    id: platform.id,
    blobs: [view.manifest.config, ...view.manifest.layers],
    names: [name],
    diffIds: view.layers.map(({ diffId }) => diffId),
    archive: (present: number) =>
      dockerLayers({ image: view, names: [parseReference(name)] }, present, blobs),
  };
  const { how } = await step(
    progress,
    { id, name: `load into ${engine.name}`, target: image.name },
    {
      run: () => engine.load(request, { blobs, progress, signal }),
      outcome: (result) => ({ cached: result.how === "present" }),
    },
  );
  return { name, engine: engine.name, how };
}

function severalPlatforms(platforms: readonly string[]): UsageError {
  return new UsageError(`an engine takes one platform at a time, not ${platforms.join(" and ")}`, {
    code: "ONE_PLATFORM",
    hint: "Name one with --platform, or none for this machine's own.",
  });
}
