import { bytesOf } from "../../../core/stream.ts";
import type { Annotations, Descriptor } from "../../../oci/descriptor.ts";
import { digestOf } from "../../../oci/digest.ts";
import { writeIndexManifest } from "../../../oci/index-manifest.ts";
import { writeManifest } from "../../../oci/manifest.ts";
import { mediaType } from "../../../oci/media-type.ts";
import type { RepositoryName } from "../../../oci/reference.ts";
import type { RegistryClient } from "../registry-client.ts";

/** A place to put samples. */
export interface SamplePlace {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
}

/** What a sample says besides its content. */
export interface SampleOptions {
  readonly subject?: Descriptor;
  readonly artifactType?: string;
  readonly annotations?: Annotations;
  readonly tag?: string;
  /** The type of one more layer, whose bytes are nowhere. */
  readonly foreign?: string;
}

/** Puts a manifest with one layer a text. */
export async function putSample(
  { client, repository }: SamplePlace,
  layers: readonly string[],
  { tag, foreign, ...more }: SampleOptions = {},
): Promise<Descriptor> {
  const send = async (content: string, type: string) => {
    const descriptor = { mediaType: type, digest: digestOf(content), size: content.length };
    await client.pushBlob(repository, descriptor, () => bytesOf(content));
    return descriptor;
  };
  const config = await send(JSON.stringify({ of: layers }), mediaType.config);
  const sent = [];
  for (const layer of layers) sent.push(await send(layer, mediaType.layerGzip));
  const absent = foreign === undefined ? [] : [{ mediaType: foreign, digest: digestOf(foreign), size: 9 }];
  const bytes = writeManifest({
    schemaVersion: 2,
    mediaType: mediaType.manifest,
    config,
    layers: [...absent, ...sent],
    ...more,
  });
  return client.putManifest(repository, { bytes, mediaType: mediaType.manifest, tag });
}

/** Puts an index over manifests that are there. */
export async function putSampleIndex(
  { client, repository }: SamplePlace,
  manifests: readonly Descriptor[],
  { tag, ...more }: SampleOptions = {},
): Promise<Descriptor> {
  const bytes = writeIndexManifest({ schemaVersion: 2, mediaType: mediaType.index, manifests, ...more });
  return client.putManifest(repository, { bytes, mediaType: mediaType.index, tag });
}
