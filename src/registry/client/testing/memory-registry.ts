import { Buffer } from "node:buffer";
import { CooperError } from "../../../core/error.ts";
import { type Bytes, bytesOf, collect } from "../../../core/stream.ts";
import type { Descriptor } from "../../../oci/descriptor.ts";
import { type Digest, digestOf } from "../../../oci/digest.ts";
import { isForeign } from "../../../oci/media-type.ts";
import type { Reference, RepositoryName } from "../../../oci/reference.ts";
import type { Reading } from "../../../store/blob-store.ts";
import type {
  OutgoingManifest,
  PushOptions,
  PushOutcome,
  ReceivedManifest,
  RegistryClient,
} from "../registry-client.ts";

interface Shelf {
  readonly manifests: Map<Digest, ReceivedManifest>;
  readonly tags: Map<string, Digest>;
  readonly blobs: Map<Digest, Buffer>;
}

/** A client for tests whose registries are in memory. What writes or deletes is noted in `log`. */
export class MemoryRegistry implements RegistryClient {
  readonly log: string[] = [];
  /** What HEAD asked for. */
  readonly heads: string[] = [];
  readonly #shelves = new Map<string, Shelf>();

  async manifest(reference: Reference): Promise<ReceivedManifest | undefined> {
    const { manifests, tags } = this.#shelf(reference);
    const digest = reference.digest ?? tags.get(reference.tag ?? "latest");
    return digest && manifests.get(digest);
  }

  async head(reference: Reference): Promise<Descriptor | undefined> {
    this.heads.push(reference.digest ?? reference.tag ?? "latest");
    return (await this.manifest(reference))?.descriptor;
  }

  async *blob(
    repository: RepositoryName,
    { digest }: Descriptor,
    { offset = 0, length }: Reading = {},
  ): Bytes {
    const blob = this.#shelf(repository).blobs.get(digest);
    if (!blob) throw new CooperError("there is no such blob", { code: "NO_SUCH_BLOB", where: digest });
    yield* bytesOf(blob.subarray(offset, offset + (length ?? blob.length - offset)));
  }

  async hasBlob(repository: RepositoryName, digest: Digest): Promise<boolean> {
    return this.#shelf(repository).blobs.has(digest);
  }

  async pushBlob(
    repository: RepositoryName,
    { digest, size }: Descriptor,
    open: () => Bytes,
    { mountFrom = [] }: PushOptions = {},
  ): Promise<PushOutcome> {
    const { blobs } = this.#shelf(repository);
    if (blobs.has(digest)) return "exists";
    const source = mountFrom.map((name) => this.#shelf(name).blobs.get(digest)).find(Boolean);
    blobs.set(digest, source ?? (await collect(open(), size)));
    this.log.push(`${source ? "mount" : "upload"} ${digest}`);
    return source ? "mounted" : "uploaded";
  }

  async putManifest(
    repository: RepositoryName,
    { bytes, mediaType, tag }: OutgoingManifest,
  ): Promise<Descriptor> {
    const shelf = this.#shelf(repository);
    const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length };
    const absent = missingFrom(shelf, bytes);
    if (absent !== undefined) {
      throw new CooperError(`${absent} is not there`, { code: "REGISTRY_STATUS", where: descriptor.digest });
    }
    shelf.manifests.set(descriptor.digest, { descriptor, bytes: Buffer.from(bytes) });
    if (tag !== undefined) shelf.tags.set(tag, descriptor.digest);
    this.log.push(`put ${tag ?? descriptor.digest}`);
    return descriptor;
  }

  async *tags(repository: RepositoryName): AsyncIterable<string> {
    yield* [...this.#shelf(repository).tags.keys()].sort();
  }

  async referrers(
    repository: RepositoryName,
    digest: Digest,
    artifactType?: string,
  ): Promise<readonly Descriptor[]> {
    const found = [...this.#shelf(repository).manifests.values()].flatMap((manifest) =>
      subjectOf(manifest.bytes) === digest ? [asReferrer(manifest)] : [],
    );
    return found.filter((each) => artifactType === undefined || each.artifactType === artifactType);
  }

  async deleteManifest(repository: RepositoryName, digest: Digest): Promise<boolean> {
    const { manifests, tags } = this.#shelf(repository);
    for (const [tag, target] of tags) if (target === digest) tags.delete(tag);
    this.log.push(`delete ${digest}`);
    return manifests.delete(digest);
  }

  async deleteTag(repository: RepositoryName, tag: string): Promise<boolean> {
    this.log.push(`delete ${tag}`);
    return this.#shelf(repository).tags.delete(tag);
  }

  #shelf({ registry, repository }: RepositoryName): Shelf {
    const name = `${registry}/${repository}`;
    const shelf = this.#shelves.get(name) ?? { manifests: new Map(), tags: new Map(), blobs: new Map() };
    this.#shelves.set(name, shelf);
    return shelf;
  }
}

interface Document {
  readonly manifests?: readonly Descriptor[];
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function read(bytes: Uint8Array): Document {
  return JSON.parse(Buffer.from(bytes).toString()) as Document;
}

/** A registry refuses what names content that it lacks. */
function missingFrom({ blobs, manifests }: Shelf, bytes: Uint8Array): Digest | undefined {
  const { manifests: children = [], config, layers = [] } = read(bytes);
  const absent = children.find(({ digest }) => !manifests.has(digest));
  const parts = [...(config ? [config] : []), ...layers].filter((part) => !isForeign(part.mediaType));
  return (absent ?? parts.find(({ digest }) => !blobs.has(digest)))?.digest;
}

function subjectOf(bytes: Uint8Array): Digest | undefined {
  return read(bytes).subject?.digest;
}

function asReferrer({ descriptor, bytes }: ReceivedManifest): Descriptor {
  const { artifactType, config, annotations } = read(bytes);
  const type = artifactType ?? config?.mediaType;
  return { ...descriptor, ...(type ? { artifactType: type } : {}), ...(annotations ? { annotations } : {}) };
}
