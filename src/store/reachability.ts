import { Buffer } from "node:buffer";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { type Digest, isDigest } from "../oci/digest.ts";
import { documentLimit } from "../oci/document.ts";
import type { StoredFile } from "./inventory.ts";

/** What a blob names. */
export interface Links {
  /** Manifests and configs. A subject is not among them: what is about an image is of use without it. */
  readonly documents: readonly Digest[];
  readonly layers: readonly Digest[];
  /** The manifest of a registry that an image was built on, whose layers may have stayed there. */
  readonly base?: Digest | undefined;
}

const none: Links = { documents: [], layers: [] };

/** Follows indexes to manifests, and manifests to configs and layers. */
export class Reachability {
  readonly #blobs: ReadonlyMap<Digest, StoredFile>;
  readonly #links = new Map<Digest, Links>();

  constructor(blobs: ReadonlyMap<Digest, StoredFile>) {
    this.#blobs = blobs;
  }

  /** The roots and everything that they lead to, whether it is in the store or not. */
  closure(roots: Iterable<Digest>): Set<Digest> {
    const reached = new Set(roots);
    // A set that grows while it is walked is walked to its end.
    for (const digest of reached) {
      const { documents, layers } = this.links(digest);
      for (const child of [...documents, ...layers]) reached.add(child);
    }
    return reached;
  }

  /** Layers that need not be in the store: those of the bases of registries that these stand on. */
  elsewhere(digests: Iterable<Digest>): Set<Digest> {
    const bases = new Set([...digests].map((digest) => this.links(digest).base));
    return new Set([...bases].flatMap((base) => (base === undefined ? [] : this.links(base).layers)));
  }

  /** What one blob names: nothing, unless it is an index or a manifest. */
  links(digest: Digest): Links {
    const known = this.#links.get(digest);
    if (known) return known;
    const links = this.#read(digest);
    this.#links.set(digest, links);
    return links;
  }

  #read(digest: Digest): Links {
    const blob = this.#blobs.get(digest);
    if (!blob || blob.size > documentLimit || !startsWithBrace(blob.path)) return none;
    try {
      return linksOf(JSON.parse(readFileSync(blob.path, "utf8")));
    } catch {
      return none;
    }
  }
}

function linksOf(document: unknown): Links {
  const { manifests, config, layers, annotations } = document as Record<string, unknown>;
  const base = (annotations as Record<string, unknown> | undefined)?.["org.opencontainers.image.base.digest"];
  return {
    documents: digestsIn([config, ...listOf(manifests)]),
    layers: digestsIn(listOf(layers)),
    base: isDigest(base) ? base : undefined,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function digestsIn(descriptors: readonly unknown[]): Digest[] {
  return descriptors
    .map((each) => (each as { digest?: unknown } | null | undefined)?.digest)
    .filter(isDigest);
}

/** Most blobs are packages and layers: one byte tells. */
export function startsWithBrace(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const first = Buffer.alloc(1);
    return readSync(file, first, 0, 1, 0) === 1 && first.toString("latin1") === "{";
  } finally {
    closeSync(file);
  }
}
