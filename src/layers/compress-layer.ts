import { gzipMembers } from "../archive/gzip-members.ts";
import type { GzipPool } from "../archive/gzip-pool.ts";
import { gzipRecipe } from "../archive/gzip-recipe.ts";
import { cutMembers } from "../archive/tar-members.ts";
import { silent } from "../core/progress.ts";
import { step } from "../core/step.ts";
import type { Bytes } from "../core/stream.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { type Digest, isDigest } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import type { Stored } from "../store/blob-store.ts";
import type { LayerTools } from "./build-layer.ts";
import type { Layer } from "./layer.ts";
import { keyOf } from "./layer-key.ts";
import { MemberPlaces } from "./member-places.ts";
import { oncePerKey } from "./once-per-key.ts";

/** How the layers of an image are packed when they leave the machine. */
export type Compression = "gzip" | "zstd" | "none";

/** What a layer is compressed with. */
export interface CompressTools extends LayerTools {
  readonly pool: GzipPool;
}

const once = oncePerKey<Descriptor>();

/**
 * A layer in the given compression, from the store where it was compressed before. A layer that came compressed from
 * elsewhere stays as it is. Streams: a few MiB for each worker are held at a time, whatever the size of the layer.
 */
export async function compressLayer(
  layer: Pick<Layer, "descriptor" | "diffId">,
  compression: Compression,
  tools: CompressTools,
): Promise<Descriptor> {
  const { descriptor, diffId } = layer;
  if (compression === "none" || descriptor.mediaType !== mediaType.layer) return descriptor;
  const key = keyOf({ diffId, compression, recipe: recipes[compression] });
  return once(tools.blobs, key, () => findOrCompress({ diffId, compression, key }, tools));
}

/** Names what the bytes depend on besides the layer. */
const recipes = { gzip: gzipRecipe, zstd: `zstd-${process.versions.zstd}-1` } as const;

const mediaTypes = { gzip: mediaType.layerGzip, zstd: mediaType.layerZstd } as const;

interface Job {
  /** Also the digest of the blob: a layer that is not compressed yet is its own tar. */
  readonly diffId: Digest;
  readonly compression: "gzip" | "zstd";
  readonly key: string;
}

async function findOrCompress(job: Job, tools: CompressTools): Promise<Descriptor> {
  const { progress = silent } = tools;
  const { stored } = await step(
    progress,
    { id: idOf(job), name: `compress ${job.diffId.slice(0, 19)}` },
    {
      run: async () => {
        const found = await find(job, tools);
        return { stored: found ?? (await compress(job, tools)), cached: found !== undefined };
      },
      outcome: ({ cached }) => ({ cached }),
    },
  );
  return { mediaType: mediaTypes[job.compression], ...stored };
}

function idOf({ key }: Job): string {
  return `compress ${key}`;
}

async function find({ key }: Job, { blobs, records }: CompressTools): Promise<Stored | undefined> {
  const record = await records.get<{ readonly blobs?: readonly unknown[] }>("compressed-layer", key);
  const digest = record?.blobs?.[0];
  const size = isDigest(digest) ? await blobs.size(digest) : undefined;
  return isDigest(digest) && size !== undefined ? { digest, size } : undefined;
}

async function compress(job: Job, tools: CompressTools): Promise<Stored> {
  const stored = await (job.compression === "gzip" ? gzipLayer(job, tools) : zstdLayer(job, tools));
  await tools.records.set("compressed-layer", job.key, { blobs: [stored.digest] });
  return stored;
}

async function gzipLayer(job: Job, tools: CompressTools): Promise<Stored> {
  const places = new MemberPlaces(tools);
  const members = gzipMembers(cutMembers(tarOf(job, tools)), { pool: tools.pool, cache: places });
  const stored = await tools.blobs.put(places.note(members));
  await places.record(stored.digest);
  return stored;
}

async function zstdLayer(job: Job, tools: CompressTools): Promise<Stored> {
  const { zstd } = await import("../archive/zstd.ts");
  return tools.blobs.put(zstd(tarOf(job, tools)));
}

/** The bytes of the layer, telling how far it is. */
async function* tarOf(job: Job, { blobs, progress = silent, signal }: CompressTools): Bytes {
  const [id, total] = [idOf(job), await blobs.size(job.diffId)];
  let current = 0;
  for await (const chunk of blobs.open(job.diffId)) {
    signal?.throwIfAborted();
    yield chunk;
    current += chunk.length;
    progress({ type: "advance", id, current, total, unit: "bytes" });
  }
}
