import type { Buffer } from "node:buffer";
import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { draftFor, sweepDrafts } from "../core/draft.ts";
import { makeFolder } from "../core/make-folder.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { type Digest, digestOf } from "../oci/digest.ts";
import { documentLimit } from "../oci/document.ts";
import { parseIndexManifest } from "../oci/index-manifest.ts";
import { BlobFolder } from "./blob-folder.ts";
import { createLayout } from "./create-layout.ts";
import { ImageNames } from "./image-names.ts";
import { isLayoutMarker, Layout, readIfThere } from "./layout.ts";
import { damaged, missing, noLayout, tooLarge, wrongDigest, wrongSize } from "./layout-failure.ts";
import { type LayoutReferrers, readReferrers, typeOfDocument } from "./layout-referrers.ts";

/** The bytes of a manifest or index, which have the digest and size of the descriptor. */
export interface StoredManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
}

/**
 * An OCI image layout that others may have made and will read: unlike a store it has nothing of cooper's but a lock
 * beside `index.json`, and what is only read is not touched. Source: OCI image specification, image-layout.md.
 */
export class LayoutFolder {
  /** Absolute. */
  readonly folder: string;
  readonly blobs: BlobFolder;
  readonly images: ImageNames;
  readonly #layout: Layout;
  #referrers: LayoutReferrers | undefined;

  constructor(folder: string) {
    this.folder = folder;
    this.#layout = new Layout(folder);
    // No time of use is noted: nobody collects garbage here.
    const work = { start: 0, draft: () => draftFor(join(folder, "blob")) };
    this.blobs = new BlobFolder(this.#layout, async () => work);
    this.images = new ImageNames({
      folder,
      index: this.#layout.index,
      indexLock: join(folder, ".index.json.lock"),
      create: () => this.create(),
    });
  }

  /**
   * Makes the layout where there is none, and sweeps what killed writers have left. Fails with `OUTPUT_EXISTS`, and with
   * `BAD_INDEX` where nothing can be added to what is there.
   */
  async create(): Promise<void> {
    await createLayout(this.folder);
    this.entries();
    makeFolder(this.#layout.blobs);
    for (const name of ["blob", "index.json"]) await sweepDrafts(join(this.folder, name));
  }

  /** What `index.json` lists. Fails with `NO_IMAGE` where this is no layout, and with `BAD_INDEX`. */
  entries(): readonly Descriptor[] {
    const [marker, index] = ["oci-layout", "index.json"].map((name) => this.#read(name));
    if (index === undefined || !isLayoutMarker(marker ?? "")) throw noLayout(this.folder);
    return parseIndexManifest(new TextEncoder().encode(index), this.#layout.index).manifests;
  }

  /** Whether a blob is there and has the size of the descriptor. */
  has({ digest, size }: Descriptor): boolean {
    return this.#sizeOf(digest) === size;
  }

  /** Fails with `BLOB_MISSING` or `SIZE_MISMATCH` where a blob is not what `has` wants. */
  check(descriptor: Descriptor): void {
    const found = this.#sizeOf(descriptor.digest);
    if (found === descriptor.size) return;
    throw damaged(
      this.blobs.path(descriptor.digest),
      found === undefined ? missing : wrongSize(found, descriptor.size),
    );
  }

  /** A manifest or index as it is. Fails with `BLOB_MISSING`, `DIGEST_MISMATCH` or `DOCUMENT_TOO_LARGE`. */
  async manifest(digest: Digest): Promise<StoredManifest> {
    const path = this.blobs.path(digest);
    const size = this.#sizeOf(digest);
    if (size === undefined) throw damaged(path, missing);
    if (size > documentLimit) throw damaged(path, tooLarge(size));
    const bytes = await readFile(path);
    if (digestOf(bytes) !== digest) throw damaged(path, wrongDigest(digestOf(bytes)));
    return { descriptor: { mediaType: typeOfDocument(bytes), digest, size }, bytes };
  }

  /** What is attached to what, looked for once. */
  get referrers(): LayoutReferrers {
    this.#referrers ??= readReferrers(this.#layout);
    return this.#referrers;
  }

  #read(name: string): string | undefined {
    try {
      return readIfThere(join(this.folder, name));
    } catch (cause) {
      throw noLayout(this.folder, cause);
    }
  }

  /** Nothing for what is no file: a pipe would be waited for. */
  #sizeOf(digest: Digest): number | undefined {
    const found = statSync(this.blobs.path(digest), { throwIfNoEntry: false });
    return found?.isFile() ? found.size : undefined;
  }
}
