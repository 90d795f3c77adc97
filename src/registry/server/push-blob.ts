import { isDigest } from "../../oci/digest.ts";
import { chunkStart } from "./byte-range.ts";
import { type ContentDigest, requireContent, requireDigest } from "./content-digest.ts";
import { bodyOf, type Exchange, reply, writingOf } from "./exchange.ts";
import { RegistryError } from "./registry-error.ts";
import { type Held, partOf, withPart } from "./repository.ts";
import type { PartRoute, RepositoryRoute } from "./route.ts";
import type { Upload } from "./uploads.ts";

/** Begins an upload, takes a whole blob, or mounts one. Source: OCI distribution 1.1, "Pushing blobs". */
export async function beginUpload(exchange: Exchange, { repository }: RepositoryRoute): Promise<void> {
  const { uploads } = writingOf(exchange);
  const [mount, digest] = [digestIn(exchange, "mount"), digestIn(exchange, "digest")];
  if (mount && (await mountBlob(exchange, repository, mount))) return;
  const upload = await uploads.begin(repository);
  if (!digest) return reply(exchange, 202, { headers: stateOf(upload) });
  try {
    await endUpload(exchange, upload);
  } finally {
    // Nobody was told where to go on with it.
    await uploads.discard(upload);
  }
}

function digestIn({ query }: Exchange, name: string): ContentDigest | undefined {
  const text = query.get(name);
  return text === null ? undefined : requireDigest(text);
}

/** Takes a chunk. Source: OCI distribution 1.1, "Pushing a blob in chunks". */
export async function uploadChunk(exchange: Exchange, route: PartRoute): Promise<void> {
  await continued(exchange, route, async (upload) => {
    await append(exchange, upload);
    reply(exchange, 202, { headers: stateOf(upload) });
  });
}

/** Takes the last chunk, if there is one, and makes a blob of all. */
export async function endUpload(exchange: Exchange, route: PartRoute): Promise<void> {
  const digest = requireDigest(exchange.query.get("digest"));
  await continued(exchange, route, async (upload) => {
    await append(exchange, upload);
    await finish(exchange, upload, digest);
  });
}

/** Says how far an upload has come. */
export async function uploadStatus(exchange: Exchange, route: PartRoute): Promise<void> {
  await continued(exchange, route, async (upload) => reply(exchange, 204, { headers: stateOf(upload) }));
}

/** Source: OCI distribution 1.1, "Cancel a blob upload". */
export async function cancelUpload(exchange: Exchange, route: PartRoute): Promise<void> {
  await continued(exchange, route, async (upload) => {
    await writingOf(exchange).uploads.discard(upload);
    reply(exchange, 204);
  });
}

function continued(
  exchange: Exchange,
  { repository, id }: PartRoute,
  task: (upload: Upload) => Promise<void>,
): Promise<void> {
  return writingOf(exchange).uploads.use(repository, id, task);
}

async function append(exchange: Exchange, upload: Upload): Promise<void> {
  const start = chunkStart(exchange.request.headers["content-range"]);
  const { size } = upload.draft;
  if (start !== undefined && start !== size) {
    const message = `the chunk begins at ${start}, and ${size} bytes are here`;
    throw new RegistryError("BLOB_UPLOAD_INVALID", message, { status: 416, headers: stateOf(upload) });
  }
  try {
    await upload.draft.append(bodyOf(exchange));
  } catch (error) {
    // A client that was cut off may go on where it was; for whatever else failed here, it is of no use.
    if (!exchange.request.destroyed) await writingOf(exchange).uploads.discard(upload);
    throw error;
  }
}

async function finish(exchange: Exchange, upload: Upload, digest: ContentDigest): Promise<void> {
  const { repositories, uploads } = writingOf(exchange);
  try {
    if (!isDigest(digest)) await requireContent(digest, upload.draft.read());
    const { digest: stored, size } = await upload.draft.keep(isDigest(digest) ? { digest } : {});
    uploads.forget(upload);
    await repositories.change(upload.repository, (before) => withPart(before, digest, { stored, size }));
  } finally {
    await uploads.discard(upload);
  }
  created(exchange, upload.repository, digest);
}

function created(exchange: Exchange, repository: string, digest: ContentDigest): void {
  const headers = { Location: `/v2/${repository}/blobs/${digest}`, "Docker-Content-Digest": digest };
  reply(exchange, 201, { headers });
}

/** Source: OCI distribution 1.1, "Mounting a blob from another repository". False where the blob is not there. */
async function mountBlob(exchange: Exchange, repository: string, digest: ContentDigest): Promise<boolean> {
  const held = await heldElsewhere(exchange, digest);
  if (!held) return false;
  await writingOf(exchange).repositories.change(repository, (before) => withPart(before, digest, held));
  created(exchange, repository, digest);
  return true;
}

/** Without `from`, any repository will do: whoever can speak to this registry can read all of it. */
async function heldElsewhere(
  { registry, query }: Exchange,
  digest: ContentDigest,
): Promise<Held | undefined> {
  const { catalog, blobs } = registry;
  const from = query.get("from");
  for (const name of from === null ? catalog.names() : [from]) {
    const repository = catalog.get(name);
    const held = repository && partOf(repository, digest);
    if (held && (await blobs.size(held.stored)) === held.size) return held;
  }
  return undefined;
}

function stateOf({ id, repository, draft }: Upload): Readonly<Record<string, string>> {
  return {
    Location: `/v2/${repository}/blobs/uploads/${id}`,
    Range: `0-${Math.max(0, draft.size - 1)}`,
    "Docker-Upload-UUID": id,
  };
}
