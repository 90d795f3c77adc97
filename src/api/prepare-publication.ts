import { gzipRecipe } from "../archive/gzip-recipe.ts";
import type { LayerCompressor } from "../images/recompress.ts";
import { keyOf } from "../layers/layer-key.ts";
import type { Annotations, Descriptor } from "../oci/descriptor.ts";
import { formatReference } from "../oci/reference.ts";
import type { Target } from "../plan/target.ts";
import { annotationsOf, type PublicationFacts } from "../release/publish/annotations.ts";
import { type PreparedImage, prepareImage } from "../release/publish/prepare-image.ts";
import { releasedVersion } from "../release/tags/tag-rules.ts";
import type { GitContext } from "../workspace/git/git-context.ts";
import { lastCommit } from "../workspace/git/last-commit.ts";
import { registryBaseOf } from "./base-image.ts";
import type { BuiltImage } from "./built-image.ts";
import { packageMetadata } from "./package-metadata.ts";
import type { Session } from "./session.ts";
import { tagTarget } from "./tags.ts";

/** Goes up when equal images begin to be published with other bytes. */
const version = 1;

/** What preparing an image for registries needs to know. */
export interface PreparationRequest {
  readonly target: Target;
  readonly built: BuiltImage;
  readonly context: GitContext | undefined;
  readonly compress: LayerCompressor;
}

/**
 * The form of a built image that registries get. What was prepared once is looked up by a record, so that a push with
 * nothing to do neither compresses nor reads a layer.
 */
export async function preparePublication(session: Session, request: PreparationRequest): Promise<Descriptor> {
  const { blobs, records } = session.store;
  const annotations = await annotate(session, request);
  const { index } = request.built;
  const key = keyOf({ version, index: index.digest, annotations, compression: gzipRecipe });
  const known = await records.get<PreparedImage>("published-image", key);
  if (known) return known.root;
  const made = await prepareImage(index, { blobs, compress: request.compress, annotations });
  await records.set("published-image", key, made);
  return made.root;
}

async function annotate(session: Session, { target, context }: PreparationRequest): Promise<Annotations> {
  const clean = context !== undefined && !context.dirty;
  const [metadata, revision] = await Promise.all([
    packageMetadata(target.directory),
    clean ? lastCommit(target.directory) : undefined,
  ]);
  return annotationsOf({
    title: target.name,
    labels: target.definition.fields.labels ?? {},
    metadata,
    source: context?.url,
    revision,
    release: releasedVersion(context, tagTarget(target)),
    created: target.time,
    base: await baseOf(session, target),
  });
}

/** The index that the base is locked to; each manifest names the one for its platform itself. */
async function baseOf(session: Session, target: Target): Promise<PublicationFacts["base"]> {
  const reference = registryBaseOf(session, target);
  const name = reference && formatReference(reference);
  const digest = name && (await session.lock())?.images.get(name)?.index;
  return name && digest ? { name, digest } : undefined;
}
