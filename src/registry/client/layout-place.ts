import { CooperError } from "../../core/error.ts";
import { type Bytes, bytesOf } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import { formatLayoutName } from "../../oci/layout-name.ts";
import type { LayoutFolder } from "../../store/layout-folder.ts";
import type { CopySource, CopyTarget } from "./copy-place.ts";
import { type ManifestNode, nodeOf } from "./manifest-graph.ts";
import type { PushOutcome, ReceivedManifest } from "./registry-client.ts";

/** An image layout on disk, to copy from. */
export class LayoutSource implements CopySource {
  readonly #layout: LayoutFolder;
  readonly #signal: AbortSignal | undefined;

  constructor(layout: LayoutFolder, signal?: AbortSignal) {
    this.#layout = layout;
    this.#signal = signal;
  }

  /** Looks whether all that a manifest names is there, so that a copy fails before anything is written. */
  async node(digest: Digest): Promise<ManifestNode> {
    const received = await this.#layout.manifest(digest);
    const referrers = this.#layout.referrers.of.get(digest) ?? [];
    const node = nodeOf(received, referrers, this.#layout.blobs.path(digest));
    for (const named of [...node.children, ...node.blobs]) this.#layout.check(named);
    return node;
  }

  async *tags(): AsyncIterable<string> {
    for (const { name } of await this.#layout.images.list()) yield name;
  }

  async digestOf(tag: string): Promise<Digest | undefined> {
    return (await this.#layout.images.get(tag))?.digest;
  }

  async *blob({ digest }: Descriptor): Bytes {
    for await (const chunk of this.#layout.blobs.open(digest, { reuse: true })) {
      this.#signal?.throwIfAborted();
      yield chunk;
    }
  }

  format(digest: Digest): string {
    return formatLayoutName({ path: this.#layout.folder, digest });
  }
}

/** An image layout on disk, to copy to: made by the first write, and readable whenever the process is killed. */
export class LayoutTarget implements CopyTarget {
  readonly #layout: LayoutFolder;
  #made: Promise<void> | undefined;

  constructor(layout: LayoutFolder) {
    this.#layout = layout;
  }

  async has({ descriptor, blobs }: ManifestNode): Promise<boolean> {
    return [descriptor, ...blobs].every((each) => this.#layout.has(each));
  }

  async pushBlob(descriptor: Descriptor, source: CopySource): Promise<PushOutcome> {
    if (this.#layout.has(descriptor)) return "exists";
    await this.#write(() => this.#layout.blobs.put(source.blob(descriptor), descriptor));
    return "uploaded";
  }

  async putManifest({ bytes, descriptor }: ReceivedManifest): Promise<void> {
    await this.#write(() => this.#layout.blobs.put(bytesOf(bytes), descriptor));
  }

  async tag({ descriptor }: ReceivedManifest, tag: string | undefined): Promise<void> {
    const { images } = this.#layout;
    await this.#write(() => (tag === undefined ? images.add(descriptor) : images.set(tag, descriptor)));
  }

  async #write(work: () => Promise<unknown>): Promise<void> {
    try {
      this.#made ??= this.#layout.create();
      await this.#made;
      await work();
    } catch (error) {
      throw outputFailure(error, this.#layout.folder);
    }
  }
}

const refusals = ["DISK_FULL", "STORE_UNWRITABLE", "STORE_LOCK"];

/** What the system refuses is told of the output here, not of cooper's store. */
function outputFailure(error: unknown, where: string): unknown {
  const ofStore = error instanceof CooperError && refusals.includes(error.code);
  if (!ofStore && !(error instanceof Error && "syscall" in error)) return error;
  return new CooperError("the image layout cannot be written", {
    code: "OUTPUT_FAILED",
    where,
    cause: ofStore ? error.cause : error,
    hint: "Choose a folder that you can write to and that has room, or make room there.",
  });
}
