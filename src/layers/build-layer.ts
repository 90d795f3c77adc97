import { type TarInput, writeTar } from "../archive/tar-writer.ts";
import { type ProgressListener, silent } from "../core/progress.ts";
import { step } from "../core/step.ts";
import type { Bytes } from "../core/stream.ts";
import { type Digest, isDigest } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import type { BlobStore, RecordStore, Stored } from "../store/blob-store.ts";
import { arrangeEntries } from "./arrange-entries.ts";
import { openContent } from "./content.ts";
import type { BuiltLayer } from "./layer.ts";
import { keyOf } from "./layer-key.ts";
import { oncePerKey } from "./once-per-key.ts";
import type { LayerEntry, LayerSpec } from "./spec.ts";

/** What a layer is made with. */
export interface LayerTools {
  readonly blobs: BlobStore;
  readonly records: RecordStore;
  readonly progress?: ProgressListener | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Goes up when equal entries begin to give other bytes. */
const version = 1;

const once = oncePerKey<BuiltLayer>();

/**
 * The layer of a specification: from the store where a layer of its key is there, else written as an uncompressed tar.
 * Callers that ask for one key at the same time share the work. Fails with what is wrong with the entries (see
 * {@link arrangeEntries}) or with their content (see {@link openContent}).
 */
export function buildLayer(spec: LayerSpec, tools: LayerTools): Promise<BuiltLayer> {
  return once(tools.blobs, spec.key, () => findOrWrite(spec, tools));
}

function findOrWrite(spec: LayerSpec, tools: LayerTools): Promise<BuiltLayer> {
  const { progress = silent } = tools;
  return step(
    progress,
    { id: stepId(spec), name: spec.name },
    {
      run: async () => {
        const found = await find(spec, tools);
        return layerOf(spec.name, found ?? (await write(spec, tools)), tools.blobs, found !== undefined);
      },
      outcome: ({ cached }) => ({ cached }),
    },
  );
}

interface Written extends Stored {
  readonly contentSize: number;
}

async function find(spec: LayerSpec, { blobs, records }: LayerTools): Promise<Written | undefined> {
  const record = await records.get<LayerRecord>("layer", recordKey(spec));
  const digest = record?.blobs?.[0];
  if (!isDigest(digest) || !Number.isSafeInteger(record?.contentSize)) return undefined;
  const size = await blobs.size(digest);
  return size === undefined ? undefined : { digest, size, contentSize: record?.contentSize ?? 0 };
}

async function write(spec: LayerSpec, tools: LayerTools): Promise<Written> {
  const { blobs, progress = silent } = tools;
  const entries = arrangeEntries(await spec.entries(), spec.name);
  const contentSize = entries.reduce((total, { size }) => total + size, 0);
  let current = 0;
  const advance = (bytes: number) => {
    current += bytes;
    progress({ type: "advance", id: stepId(spec), current, total: contentSize, unit: "bytes" });
  };
  const stored = await blobs.put(writeTar(inputsOf(entries, tools, advance)));
  const record: LayerRecord = { blobs: [stored.digest], contentSize };
  await tools.records.set("layer", recordKey(spec), record);
  return { ...stored, contentSize };
}

function stepId(spec: LayerSpec): string {
  return `layer ${spec.key}`;
}

type Advance = (bytes: number) => void;

function* inputsOf(
  entries: readonly LayerEntry[],
  { blobs, signal }: LayerTools,
  advance: Advance,
): Iterable<TarInput> {
  for (const { source, ...header } of entries) {
    signal?.throwIfAborted();
    yield source
      ? { header, content: counted(openContent(source, header.size, blobs), advance) }
      : { header };
  }
}

async function* counted(content: Bytes, advance: Advance): Bytes {
  for await (const chunk of content) {
    advance(chunk.length);
    yield chunk;
  }
}

interface LayerRecord {
  readonly blobs: readonly [Digest];
  readonly contentSize: number;
}

function recordKey(spec: LayerSpec): string {
  return keyOf({ version, spec: spec.key });
}

function layerOf(name: string, written: Written, blobs: BlobStore, cached: boolean): BuiltLayer {
  const { digest, size, contentSize } = written;
  const descriptor = { mediaType: mediaType.layer, digest, size };
  return { name, descriptor, diffId: digest, cached, contentSize, open: (): Bytes => blobs.open(digest) };
}
