import { CooperError } from "../../core/error.ts";
import { bytesOf } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import { formatLayoutName } from "../../oci/layout-name.ts";
import { chooseImage, type LayoutChoice } from "../../store/layout-choice.ts";
import type { LayoutFolder } from "../../store/layout-folder.ts";
import { type LayoutReferrers, readReferrers, typeOfDocument } from "../../store/layout-referrers.ts";
import type { CopySource, CopyTarget } from "./copy-place.ts";
import { type ManifestNode, nodeOf } from "./manifest-graph.ts";
import type { PushOutcome, ReceivedManifest } from "./registry-client.ts";

/** An image layout on disk, to copy from. */
export class LayoutSource implements CopySource {
  readonly #layout: LayoutFolder;
  #referrers: LayoutReferrers | undefined;

  constructor(layout: LayoutFolder) {
    this.#layout = layout;
  }

  /** The image that was asked for. Fails with `NO_IMAGE`, `SEVERAL_IMAGES`, `BAD_INDEX`, and where it is damaged. */
  choose({ name, digest }: { readonly name?: string; readonly digest?: Digest }): LayoutChoice {
    const { folder } = this.#layout;
    const entries = this.#layout.entries();
    if (digest !== undefined) return { digest, name };
    const isAttached = (each: Digest) => this.#attached().all.has(each);
    const chosen = chooseImage({ entries, isAttached, name, where: formatLayoutName({ path: folder }) });
    for (const entry of entries) if (entry.digest === chosen.digest) this.#layout.check(entry);
    return chosen;
  }

  /** Looks whether all that a manifest names is there, so that a copy fails before anything is written. */
  async node(digest: Digest): Promise<ManifestNode> {
    const bytes = await this.#layout.document(digest);
    const path = this.#layout.blobs.path(digest);
    const mediaType = typeOf(bytes);
    const received = { descriptor: { mediaType, digest, size: bytes.length }, bytes };
    const node = nodeOf(received, this.#attached().of.get(digest) ?? [], path);
    for (const named of [...node.children, ...node.blobs]) this.#layout.check(named);
    return node;
  }

  async *tags(): AsyncIterable<string> {
    for (const { name } of await this.#layout.images.list()) yield name;
  }

  async digestOf(tag: string): Promise<Digest | undefined> {
    return (await this.#layout.images.get(tag))?.digest;
  }

  blob({ digest }: Descriptor): ReturnType<CopySource["blob"]> {
    return this.#layout.blobs.open(digest, { reuse: true });
  }

  format(digest: Digest): string {
    return formatLayoutName({ path: this.#layout.folder, digest });
  }

  #attached(): LayoutReferrers {
    this.#referrers ??= readReferrers(this.#layout.layout);
    return this.#referrers;
  }
}

/** What is no document at all is told by whoever parses it. */
function typeOf(bytes: Uint8Array): string {
  try {
    return typeOfDocument(JSON.parse(new TextDecoder().decode(bytes)) ?? {});
  } catch {
    return typeOfDocument({});
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
