import { CooperError } from "../../core/error.ts";
import type { HttpAnswer } from "../../core/http-send.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import type { RemoteBlob } from "./pull-blob.ts";
import { RegistryError } from "./registry-error.ts";
import type { Transport } from "./transport.ts";

/** A place where a registry waits for the bytes of a blob. */
export interface Upload {
  readonly location: URL;
  /** The fewest bytes a chunk may have, the last one excepted. */
  readonly leastChunk: number;
}

/**
 * A registry may hash and copy gigabytes before it says that it has a blob: the request that closes an upload has ten
 * times as long as others, which are ten minutes, as GHCR gives an upload.
 */
export const closingPatience = 10;

/**
 * Opens an upload, or mounts the blob from the first of the sources that has it. A mount that fails with 202 has
 * opened an upload: it is used. Source: OCI distribution 1.1, "Mounting a blob from another repository".
 */
export async function startUpload(
  transport: Transport,
  blob: RemoteBlob,
  sources: readonly RepositoryName[],
): Promise<Upload | "mounted"> {
  let opened: Upload | undefined;
  for (const source of sources) {
    const outcome = await mount(transport, blob, source);
    if (outcome === "mounted" && opened) await abandon(transport, blob.repository, opened);
    if (outcome === "mounted") return "mounted";
    if (outcome && opened) await abandon(transport, blob.repository, outcome);
    else opened = outcome;
  }
  return opened ?? openUpload(transport, blob);
}

/** Opens an upload. Source: OCI distribution 1.1, "POST then PUT". */
export async function openUpload(transport: Transport, { repository }: RemoteBlob): Promise<Upload> {
  const answer = await transport.call({
    method: "POST",
    repository,
    target: "blobs/uploads/",
    actions: "pull,push",
    headers: { "content-length": "0" },
  });
  await answer.drop();
  return uploadOf(transport, repository.registry, answer);
}

/** Nothing where the registry mounts nothing at all, or not from there. */
async function mount(
  transport: Transport,
  { repository, descriptor }: RemoteBlob,
  source: RepositoryName,
): Promise<Upload | "mounted" | undefined> {
  const query = new URLSearchParams({ mount: descriptor.digest, from: source.repository });
  try {
    const answer = await transport.call({
      method: "POST",
      repository,
      target: `blobs/uploads/?${query}`,
      actions: "pull,push",
      source,
      headers: { "content-length": "0" },
    });
    await answer.drop();
    return answer.status === 201 ? "mounted" : uploadOf(transport, repository.registry, answer);
  } catch (error) {
    // A source that this login may not read must not hinder the upload.
    if (error instanceof RegistryError && error.status < 500) return undefined;
    throw error;
  }
}

/** Where an upload goes on: each answer may move it. */
export function uploadOf(
  transport: Transport,
  registry: string,
  answer: HttpAnswer,
  before?: Upload,
): Upload {
  const { location } = answer.headers;
  const least = Number(answer.headers["oci-chunk-min-length"] ?? before?.leastChunk ?? 0);
  const leastChunk = Number.isSafeInteger(least) ? least : 0;
  if (typeof location === "string") {
    return { location: transport.locate(registry, location, answer.url), leastChunk };
  }
  if (before) return { ...before, leastChunk };
  throw new CooperError(`${registry} opened an upload and did not say where`, {
    code: "REGISTRY_PROTOCOL",
    where: answer.url.origin + answer.url.pathname,
    hint: "Its answer lacks the header Location; a proxy in between may have taken it.",
  });
}

/** The address that closes an upload. What its query says already may be signed, so it stays as it is written. */
export function closingAddress({ location }: Upload, { descriptor }: RemoteBlob): URL {
  const url = new URL(location);
  const digest = `digest=${encodeURIComponent(descriptor.digest)}`;
  url.search = url.search === "" ? digest : `${url.search}&${digest}`;
  return url;
}

/** Tells the registry that no bytes will come. It would find out by itself, so a failure does not matter. */
async function abandon(
  transport: Transport,
  repository: RepositoryName,
  { location }: Upload,
): Promise<void> {
  try {
    const answer = await transport.call({
      method: "DELETE",
      repository,
      target: location,
      actions: "pull,push",
      repeatable: false,
    });
    await answer.drop();
  } catch (error) {
    if (!(error instanceof CooperError)) throw error;
  }
}
