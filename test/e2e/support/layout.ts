import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Descriptor } from "../../../src/oci/descriptor.ts";
import { type Digest, hexOf } from "../../../src/oci/digest.ts";

/** A manifest, as far as tests look at it. */
export interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** The first manifest of an image layout: of its only image and that image's first platform. */
export async function firstManifest(folder: string): Promise<Manifest> {
  const index = await readJson<{ manifests: readonly Descriptor[] }>(join(folder, "index.json"));
  return manifestBelow(folder, index.manifests[0] as Descriptor);
}

async function manifestBelow(folder: string, { digest }: Descriptor): Promise<Manifest> {
  const document = await readJson<Manifest & { manifests?: readonly Descriptor[] }>(blobFile(folder, digest));
  const [first] = document.manifests ?? [];
  return first ? manifestBelow(folder, first) : document;
}

/** Where a layout keeps a blob. */
export function blobFile(folder: string, digest: Digest): string {
  return join(folder, "blobs", "sha256", hexOf(digest));
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}
