import type { ProgressListener } from "../core/progress.ts";
import { step } from "../core/step.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { parsePlatform } from "../oci/platform.ts";
import { formatReference, parseReference, type Reference } from "../oci/reference.ts";
import type { ReceivedManifest } from "../registry/client/registry-client.ts";
import { requireManifest } from "../registry/client/require-image.ts";
import { checkTag } from "../release/tags/tags-of.ts";
import type { Store } from "../store/open-store.ts";
import { registryClient } from "./registry-client.ts";

/** What work on registries needs; no workspace is among it. */
export interface RemoteContext {
  readonly env: NodeJS.ProcessEnv;
  readonly progress: ProgressListener;
  readonly signal?: AbortSignal | undefined;
}

const clientOf = ({ env, progress, signal }: RemoteContext) =>
  registryClient({ env, tools: { progress, signal } });

/** What to pull. */
export interface PullOptions {
  readonly reference: string;
  /** All platforms where it is absent. */
  readonly platform?: string | undefined;
}

/** Brings an image into a store, where it has its full name from then on. */
export async function pullRemote(
  store: Store,
  { reference: text, platform }: PullOptions,
  context: RemoteContext,
): Promise<Descriptor> {
  const { pullImage } = await import("../registry/client/pull-image.ts");
  const reference = parseReference(text, { defaultTag: true });
  const client = await clientOf(context);
  return step(
    context.progress,
    { id: `pull ${text}`, name: `pull ${text}` },
    {
      run: async () => {
        const wanted = platform === undefined ? undefined : parsePlatform(platform);
        const root = await pullImage(store.blobs, { client, reference, platform: wanted });
        await store.images.set(formatReference(reference), root);
        return root;
      },
      outcome: () => ({ cached: false }),
    },
  );
}

/** Gives an image of a registry more tags. Throws `BAD_TAG` before anything is changed. */
export async function tagRemote(
  text: string,
  tags: readonly string[],
  context: RemoteContext,
): Promise<Descriptor> {
  for (const tag of tags) checkTag(tag);
  const reference = parseReference(text, { defaultTag: true });
  const client = await clientOf(context);
  const { bytes, descriptor } = await requireManifest(client, reference);
  for (const tag of tags) {
    await client.putManifest(nameOf(reference), { bytes, mediaType: descriptor.mediaType, tag });
  }
  return descriptor;
}

/** The tags of a repository, as the registry sorts them. */
export async function* listRemote(text: string, context: RemoteContext): AsyncIterable<string> {
  const client = await clientOf(context);
  yield* client.tags(nameOf(parseReference(text)));
}

/** A manifest or index as the registry has it; of an index the manifest for a platform, where one is named. */
export async function manifestRemote(
  { reference: text, platform }: PullOptions,
  context: RemoteContext,
): Promise<ReceivedManifest> {
  const { choosePlatform, isIndexType, parseIndexManifest } = await import("../oci/index-manifest.ts");
  const reference = parseReference(text, { defaultTag: true });
  const client = await clientOf(context);
  const received = await requireManifest(client, reference);
  if (platform === undefined || !isIndexType(received.descriptor.mediaType)) return received;
  const { manifests } = parseIndexManifest(received.bytes, text);
  const { digest } = choosePlatform(manifests, parsePlatform(platform), text);
  return requireManifest(client, { ...nameOf(reference), digest });
}

function nameOf({ registry, repository }: Reference): Reference {
  return { registry, repository };
}
