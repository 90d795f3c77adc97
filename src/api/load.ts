import { UsageError } from "../core/error.ts";
import { mapLimit } from "../core/limit.ts";
import { step } from "../core/step.ts";
import { dockerFrame, dockerLayers } from "../images/export/docker-layers.ts";
import { loadImage } from "../images/image.ts";
import { formatPlatform, hostPlatform } from "../oci/platform.ts";
import { parseReference } from "../oci/reference.ts";
import { checkTag } from "../release/tags/tags-of.ts";
import type { Engine, Loader, LoadResult } from "../runtimes/engine.ts";
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
  if (options.tag !== undefined) checkTag(options.tag);
  const engine = await findEngine(session.env, options.engine);
  return buildInto(engine, session, { ...options, platforms });
}

/** Builds images for one platform and puts them into an engine, which gets ready for them meanwhile. */
export async function buildInto(
  engine: Engine,
  session: Session,
  { tag, ...request }: BuildRequest & { readonly tag?: string | undefined },
): Promise<LoadedImage[]> {
  const { blobs } = session.store;
  const { progress, signal } = session.tools;
  const loader = engine.loader({ blobs, frame: dockerFrame, progress, signal });
  try {
    const built = await build(session, { ...request, keepNames: true });
    await fetchBases(session, built);
    return await mapLimit(built, 4, (image) =>
      loadInto({ engine: engine.name, loader }, session, { image, tag }),
    );
  } finally {
    await loader.close();
  }
}

interface Loading {
  readonly engine: Engine["name"];
  readonly loader: Loader;
}

/** Puts one built image of one platform into an engine. */
async function loadInto(
  { engine, loader }: Loading,
  session: Session,
  { image, tag }: { readonly image: BuiltImage; readonly tag: string | undefined },
): Promise<LoadedImage> {
  const [platform] = image.platforms;
  if (!platform) throw new TypeError(`${image.label} was built for no platform`);
  const { blobs } = session.store;
  const { progress } = session.tools;
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
    { id, name: `load into ${engine}`, target: image.name },
    {
      run: () => loader.load(request),
      outcome: (result) => ({ cached: result.how === "present" }),
    },
  );
  return { name, engine, how };
}

function severalPlatforms(platforms: readonly string[]): UsageError {
  return new UsageError(`an engine takes one platform at a time, not ${platforms.join(" and ")}`, {
    code: "ONE_PLATFORM",
    hint: "Name one with --platform, or none for this machine's own.",
  });
}
