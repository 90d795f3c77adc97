import { collect } from "../../core/stream.ts";
import { documentLimit } from "../../oci/document.ts";
import { mediaType } from "../../oci/media-type.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import type { ManifestGraph, ManifestNode } from "../../registry/client/manifest-graph.ts";
import type { RegistryClient } from "../../registry/client/registry-client.ts";

/** Where manifests were read. */
export interface Origin {
  readonly client: RegistryClient;
  readonly repository: RepositoryName;
  readonly nodes: ManifestGraph["nodes"];
}

/** When an image was made, in milliseconds since 1970: as its annotation says, else its config. Nothing where neither does. */
export async function createdTime(node: ManifestNode, origin: Origin): Promise<number | undefined> {
  const annotated = parseTime(node.annotations["org.opencontainers.image.created"]);
  if (annotated !== undefined) return annotated;
  for (const { digest } of node.children) {
    const child = origin.nodes.get(digest);
    const time = child && (await createdTime(child, origin));
    if (time !== undefined) return time;
  }
  return configTime(node, origin);
}

async function configTime({ blobs: [config] }: ManifestNode, { client, repository }: Origin) {
  if (config?.mediaType !== mediaType.config && config?.mediaType !== mediaType.dockerConfig)
    return undefined;
  const bytes = await collect(client.blob(repository, config), documentLimit);
  return parseTime(createdIn(bytes.toString()));
}

/** Whatever calls itself a config may be none: then it tells no time. */
function createdIn(config: string): unknown {
  try {
    return (JSON.parse(config) as { created?: unknown } | null)?.created;
  } catch {
    return undefined;
  }
}

/** Reproducible builds write 1970 or 1980, which tell nothing. */
function parseTime(text: unknown): number | undefined {
  const time = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return time > Date.UTC(1990) ? time : undefined;
}
