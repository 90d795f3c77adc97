import { catalogOf } from "../registry/server/catalog.ts";
import { serveCatalog } from "../registry/server/serve.ts";
import type { BlobStore } from "../store/blob-store.ts";
import type { LoadRequest } from "./engine.ts";

const repository = "cooper/load";

/** Serves one image while `use` runs with the name under which an engine can pull it. */
export async function withLoopbackImage<T>(
  request: LoadRequest,
  blobs: BlobStore,
  use: (name: string) => Promise<T>,
): Promise<T> {
  const image = { repository, tag: "latest", descriptor: request.manifest, blobs: request.blobs };
  const registry = await serveCatalog(catalogOf([image]), blobs);
  try {
    return await use(`${registry.host}/${repository}@${request.manifest.digest}`);
  } finally {
    await registry.close();
  }
}
