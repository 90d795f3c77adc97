import { CooperError } from "../../core/error.ts";
import type { Bytes } from "../../core/stream.ts";
import { formatReference, type RepositoryName } from "../../oci/reference.ts";
import type { RemoteBlob } from "./pull-blob.ts";
import type { PushOptions, PushOutcome } from "./registry-client.ts";
import { RegistryError } from "./registry-error.ts";
import type { Transport } from "./transport.ts";
import { sendChunks } from "./upload-chunks.ts";
import { openUpload, startUpload, type Upload } from "./upload-session.ts";
import { sendWhole } from "./upload-whole.ts";
import { measured, verified } from "./verified.ts";

/** A blob on its way to a registry. */
export interface OutgoingBlob extends RemoteBlob {
  /** A fresh stream each time, of the right size or failing. */
  readonly open: () => Bytes;
  readonly onBytes: (sent: number) => void;
}

/** Whether a repository has a blob. */
export async function hasBlob(
  transport: Transport,
  { repository, descriptor }: RemoteBlob,
): Promise<boolean> {
  const answer = await transport.call({
    method: "HEAD",
    repository,
    target: `blobs/${descriptor.digest}`,
    accept: [404],
  });
  await answer.drop();
  return answer.status !== 404;
}

/** Sends a blob unless it is there or can be mounted from another repository of the registry. */
export async function pushBlob(
  transport: Transport,
  { open, ...blob }: RemoteBlob & { readonly open: () => Bytes },
  { mountFrom = [], onBytes = () => {} }: PushOptions = {},
): Promise<PushOutcome> {
  if (await hasBlob(transport, blob)) return "exists";
  const { repository, descriptor } = blob;
  const where = formatReference({ ...repository, digest: descriptor.digest });
  const outgoing = { ...blob, onBytes, open: () => measured(open(), descriptor, where) };
  const upload = await startUpload(transport, blob, sourcesOf(repository, mountFrom));
  if (upload === "mounted") return "mounted";
  await persevere(transport, outgoing, upload);
  return "uploaded";
}

/** More sources would cost more than the upload of a usual layer. */
const mostSources = 3;

function sourcesOf(
  repository: RepositoryName,
  sources: readonly RepositoryName[],
): readonly RepositoryName[] {
  const here = sources.filter(
    (s) => s.registry === repository.registry && s.repository !== repository.repository,
  );
  return here.slice(0, mostSources);
}

/**
 * One PUT, since GHCR takes no chunks over 4 MiB and most registries are fastest so; then chunks, since a proxy may
 * limit the size of a request; then in turn.
 */
async function persevere(transport: Transport, blob: OutgoingBlob, first: Upload): Promise<void> {
  let upload: Upload = first;
  for (let attempt = 1; ; attempt += 1) {
    const way = attempt % 2 === 1 ? sendWhole : sendChunks;
    try {
      return await way(transport, blob, upload);
    } catch (error) {
      if (!(error instanceof CooperError) || !mayPass(error)) throw error;
      if (error instanceof RegistryError && error.status === 400) await checkSource(blob);
      await transport.rest(blob.repository.registry, error, attempt);
      // The answer to a success may have been lost.
      if (await hasBlob(transport, blob)) return;
    }
    upload = await openUpload(transport, blob);
  }
}

/**
 * Fails where a source gives other bytes than it promised. Registries check what they get, and a store has checked what
 * it holds, so that nobody hashes it on the way: only where a registry refuses an upload it is asked who is wrong.
 */
async function checkSource({ open, repository, descriptor }: OutgoingBlob): Promise<void> {
  const where = formatReference({ ...repository, digest: descriptor.digest });
  for await (const _ of verified(open(), descriptor, where));
}

/** Sessions that are gone, sizes and ranges that are refused: a new session, or the other way, may do. */
function mayPass(error: CooperError): boolean {
  if (error.retryable) return true;
  if (!(error instanceof RegistryError)) return false;
  if (error.status === 404) return error.reason !== "NAME_UNKNOWN";
  return (
    [405, 409, 413, 416].includes(error.status) || /^(BLOB_UPLOAD_|DIGEST_|SIZE_)/.test(error.reason ?? "")
  );
}
