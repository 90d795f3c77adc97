import type { Annotations, Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import type { Holding } from "../../store/root-folder.ts";
import type { ContentDigest } from "./content-digest.ts";

/** Content that a repository has. */
export interface Held {
  /** Its name in the store. */
  readonly stored: Digest;
  /** Bytes. */
  readonly size: number;
}

/** A manifest or index, and what the registry must know of it without reading it. */
export interface HeldManifest extends Held {
  readonly mediaType: string;
  /** The manifest that this one is about. */
  readonly subject?: ContentDigest;
  readonly artifactType?: string;
  readonly annotations?: Annotations;
  /** What the store must keep for it beside what its bytes name by sha256. */
  readonly needs?: readonly Digest[];
}

type Table<T> = Readonly<Record<string, T>>;

/** What one repository has. Never changed in place. */
export interface Repository extends Holding {
  readonly tags: Table<ContentDigest>;
  readonly manifests: Table<HeldManifest>;
  /** Configs and layers. One that no manifest names is no root of the store: it goes when nobody has used it lately. */
  readonly parts: Table<Held>;
}

/** A repository that nothing was pushed to. */
export const emptyRepository: Repository = { blobs: [], tags: {}, manifests: {}, parts: {} };

/** A tag may be called `constructor`. */
function entry<T>(table: Table<T>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function without<T>(table: Table<T>, gone: (key: string, value: T) => boolean): Table<T> {
  return Object.fromEntries(Object.entries(table).filter(([key, value]) => !gone(key, value)));
}

/** The digest that a tag or a digest names. */
export function digestNamed(repository: Repository, reference: string): ContentDigest | undefined {
  const digest = entry(repository.tags, reference) ?? reference;
  return entry(repository.manifests, digest) && digest;
}

/** The manifest of a digest. */
export function manifestOf(repository: Repository, digest: ContentDigest): HeldManifest | undefined {
  return entry(repository.manifests, digest);
}

/** The config or layer of a digest. */
export function partOf(repository: Repository, digest: ContentDigest): Held | undefined {
  return entry(repository.parts, digest);
}

/** The repository with one more config or layer. */
export function withPart(repository: Repository, digest: ContentDigest, part: Held): Repository {
  if (partOf(repository, digest)) return repository;
  return { ...repository, parts: { ...repository.parts, [digest]: part } };
}

/** A manifest that was pushed. */
export interface Pushed {
  readonly digest: ContentDigest;
  readonly manifest: HeldManifest;
  readonly tags: readonly string[];
}

/** The repository with one more manifest, and tags that name it. */
export function withManifest(repository: Repository, { digest, manifest, tags }: Pushed): Repository {
  const known = digestNamed(repository, digest) !== undefined;
  if (known && tags.every((tag) => entry(repository.tags, tag) === digest)) return repository;
  return rooted({
    ...repository,
    // Who pushed it first may have known more of it.
    manifests: known ? repository.manifests : { ...repository.manifests, [digest]: manifest },
    tags: { ...repository.tags, ...Object.fromEntries(tags.map((tag) => [tag, digest])) },
  });
}

/** With the roots that follow from its manifests. */
function rooted(repository: Repository): Repository {
  const roots = Object.values(repository.manifests).flatMap(({ stored, needs = [] }) => [stored, ...needs]);
  return { ...repository, blobs: [...new Set(roots)] };
}

/** The repository without a tag; what it named stays. */
export function withoutTag(repository: Repository, tag: string): Repository {
  return { ...repository, tags: without(repository.tags, (name) => name === tag) };
}

/** The repository without a manifest and the tags that name it. */
export function withoutManifest(repository: Repository, digest: ContentDigest): Repository {
  return rooted({
    ...repository,
    manifests: without(repository.manifests, (name) => name === digest),
    tags: without(repository.tags, (_, named) => named === digest),
  });
}

/** The repository without a config or layer. */
export function withoutPart(repository: Repository, digest: ContentDigest): Repository {
  return { ...repository, parts: without(repository.parts, (name) => name === digest) };
}

/** The manifests that are about one, sorted by digest. Source: OCI distribution 1.1, "Listing Referrers". */
export function referrersOf(repository: Repository, subject: ContentDigest): readonly Referrer[] {
  return Object.entries(repository.manifests)
    .filter(([, manifest]) => manifest.subject === subject)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([digest, { mediaType, size, artifactType, annotations }]) => ({
      mediaType,
      digest,
      size,
      ...(artifactType === undefined ? {} : { artifactType }),
      ...(annotations === undefined ? {} : { annotations }),
    }));
}

/** A manifest as the list of referrers names it. */
export type Referrer = Omit<Descriptor, "digest" | "platform"> & { readonly digest: ContentDigest };
