import { writeFileAtomic } from "../core/atomic-file.ts";
import { CooperError } from "../core/error.ts";
import type { Descriptor } from "../oci/descriptor.ts";
import { isDigest } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import { type Layout, readIfThere } from "./layout.ts";
import { withLock } from "./lock.ts";
import { storeFailure } from "./store-failure.ts";

const nameKey = "org.opencontainers.image.ref.name";

/** An image of the store that has a name. */
export interface NamedImage {
  readonly name: string;
  readonly descriptor: Descriptor;
}

/** Where an `index.json` lies. */
export interface IndexPlace extends Pick<Layout, "folder" | "index" | "indexLock"> {
  /** Makes what a write needs. */
  create(): Promise<void>;
}

/** `index.json`: which images have which names. Source: OCI image specification, image-layout.md, "index.json file". */
export class ImageNames {
  readonly #layout: IndexPlace;
  /** What was read last: a build asks for each of its images, and the file rarely changes in between. */
  #known: { readonly text: string; readonly index: LayoutIndex } | undefined;

  constructor(layout: IndexPlace) {
    this.#layout = layout;
  }

  async get(name: string): Promise<Descriptor | undefined> {
    return this.all().find((descriptor) => nameOf(descriptor) === name);
  }

  /** Every image with a name, sorted by name. */
  async list(): Promise<NamedImage[]> {
    return this.all()
      .map((descriptor) => ({ name: nameOf(descriptor) ?? "", descriptor }))
      .filter(({ name }) => name !== "")
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Names an image, whose blobs must be in the store. Another image that had the name loses it. */
  async set(name: string, descriptor: Descriptor): Promise<void> {
    const named = { ...descriptor, annotations: { ...descriptor.annotations, [nameKey]: name } };
    if (JSON.stringify(await this.get(name)) === JSON.stringify(named)) return;
    await this.#change((images) => [...images.filter((image) => nameOf(image) !== name), named]);
  }

  /** Lists an image without a name, unless it is listed already. */
  async add(descriptor: Descriptor): Promise<void> {
    if (this.all().some(({ digest }) => digest === descriptor.digest)) return;
    await this.#change((images) => [...images, descriptor]);
  }

  /** Takes a name away; the blobs stay until gc. False where there was no such name. */
  async remove(name: string): Promise<boolean> {
    if (!(await this.get(name))) return false;
    await this.#change((images) => images.filter((image) => nameOf(image) !== name));
    return true;
  }

  /** Every descriptor of the index, with or without a name: other tools may have added theirs. */
  all(): readonly Descriptor[] {
    return this.#read().manifests;
  }

  async #change(change: (images: readonly Descriptor[]) => readonly Descriptor[]): Promise<void> {
    await this.#layout.create();
    await withLock(this.#layout.indexLock, async () => {
      const index = this.#read();
      const changed = { ...index, manifests: change(index.manifests) };
      try {
        await writeFileAtomic(this.#layout.index, `${JSON.stringify(changed, null, 1)}\n`);
      } catch (error) {
        throw storeFailure(error, this.#layout.folder);
      }
    });
  }

  #read(): LayoutIndex {
    const text = readIfThere(this.#layout.index);
    if (text === undefined) return { schemaVersion: 2, mediaType: mediaType.index, manifests: [] };
    if (this.#known?.text === text) return this.#known.index;
    const index = parseIndex(text);
    this.#known = index && { text, index };
    if (index) return index;
    throw new CooperError("the index of the store is damaged", {
      code: "STORE_DAMAGED",
      where: this.#layout.index,
      hint: "Remove this file and build again; the blobs beside it stay.",
    });
  }
}

/** Fields that cooper does not know are kept. */
interface LayoutIndex {
  readonly schemaVersion: number;
  readonly manifests: readonly Descriptor[];
  readonly [field: string]: unknown;
}

function parseIndex(text: string): LayoutIndex | undefined {
  let index: unknown;
  try {
    index = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { manifests } = (index ?? {}) as { manifests?: unknown };
  return Array.isArray(manifests) && manifests.every(isDescriptor) ? (index as LayoutIndex) : undefined;
}

function isDescriptor(value: unknown): value is Descriptor {
  if (typeof value !== "object" || value === null) return false;
  const { mediaType, digest, size, annotations } = value as Record<string, unknown>;
  const shaped = typeof mediaType === "string" && isDigest(digest) && Number.isSafeInteger(size);
  return shaped && (annotations === undefined || (typeof annotations === "object" && annotations !== null));
}

/** The name of a descriptor of the index, where it has one. */
export function nameOf(descriptor: Descriptor): string | undefined {
  return descriptor.annotations?.[nameKey];
}
