import type { Buffer } from "node:buffer";
import { contentTypeOf } from "../../core/content-type.ts";
import type { HttpAnswer } from "../../core/http-send.ts";
import { bytesOf, collect } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { type Digest, digestOf, isDigest } from "../../oci/digest.ts";
import { documentLimit } from "../../oci/document.ts";
import { mediaType } from "../../oci/media-type.ts";
import { formatReference, type Reference, type RepositoryName } from "../../oci/reference.ts";
import { jsonObject } from "./json-answer.ts";
import type { OutgoingManifest, ReceivedManifest } from "./registry-client.ts";
import { RegistryError } from "./registry-error.ts";
import type { Call, Transport } from "./transport.ts";
import { wrongDigest } from "./verified.ts";

/** Indexes first: a registry that has both forms of an image must not choose a platform for us. */
const usualTypes = [mediaType.index, mediaType.dockerIndex, mediaType.manifest, mediaType.dockerManifest];

/** A manifest as received, with the tag that concurrent writers may be told by. */
export interface ManifestAnswer extends ReceivedManifest {
  readonly etag: string | undefined;
}

/** GET. The digest is computed from the bytes, whatever the headers say. */
export async function getManifest(
  transport: Transport,
  reference: Reference,
  accept: readonly string[] = usualTypes,
): Promise<ManifestAnswer | undefined> {
  return transport.read(callOf(reference, { method: "GET", accept }), (answer) => receive(answer, reference));
}

async function receive(answer: HttpAnswer, reference: Reference): Promise<ManifestAnswer | undefined> {
  if (answer.status === 404) return void (await answer.drop());
  const where = formatReference(reference);
  const bytes = await collect(answer.body, documentLimit, where);
  const digest = digestOf(bytes);
  if (reference.digest && digest !== reference.digest) throw wrongDigest(reference.digest, digest, where);
  const { etag } = answer.headers;
  return {
    descriptor: { mediaType: typeOf(bytes, answer), digest, size: bytes.length },
    bytes,
    etag: typeof etag === "string" ? etag : undefined,
  };
}

/** HEAD, and GET where a registry leaves out what a descriptor needs. */
export async function headManifest(
  transport: Transport,
  reference: Reference,
): Promise<Descriptor | undefined> {
  const answer = await transport.call(callOf(reference, { method: "HEAD", accept: usualTypes }));
  await answer.drop();
  if (answer.status === 404) return undefined;
  const told = descriptorOf(answer, reference.digest);
  return told ?? (await getManifest(transport, reference))?.descriptor;
}

function descriptorOf({ headers }: HttpAnswer, expected: Digest | undefined): Descriptor | undefined {
  const digest = headers["docker-content-digest"];
  const size = Number(headers["content-length"]);
  const type = contentTypeOf(headers);
  if (!isDigest(digest) || (expected && digest !== expected)) return undefined;
  return size > 0 && /^application\/vnd\./.test(type) ? { mediaType: type, digest, size } : undefined;
}

function callOf(
  { registry, repository, tag, digest }: Reference,
  { method, accept }: { readonly method: "GET" | "HEAD"; readonly accept: readonly string[] },
): Call {
  return {
    method,
    repository: { registry, repository },
    target: `manifests/${digest ?? tag ?? "latest"}`,
    headers: { accept: accept.join(", ") },
    accept: [404],
  };
}

/** The bytes decide: one document must not be an index here and a manifest there (CVE-2021-41190). */
function typeOf(bytes: Buffer, answer: HttpAnswer): string {
  const { mediaType: own } = jsonObject(bytes, answer, "a manifest");
  return typeof own === "string" ? own : contentTypeOf(answer.headers) || mediaType.manifest;
}

/** A PUT that may be bound to what is there. */
export interface ManifestPut extends OutgoingManifest {
  readonly condition?: Readonly<Record<"if-match", string>> | Record<never, never>;
}

/** What became of a PUT. */
export interface PutOutcome {
  readonly descriptor: Descriptor;
  /** Whether the registry will list it among the referrers of its subject. */
  readonly listsSubject: boolean;
  /** Somebody else wrote first: nothing was changed. */
  readonly conflict: boolean;
}

/** PUT by tag, else by digest. Source: OCI distribution 1.1, "Pushing Manifests". */
export async function putManifest(
  transport: Transport,
  repository: RepositoryName,
  manifest: ManifestPut,
): Promise<PutOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await putOnce(transport, repository, manifest);
    } catch (error) {
      // The digest is right. `docker-registry` says so while somebody else pushes the same image: it reads half a link.
      if (!(error instanceof RegistryError) || error.reason !== "DIGEST_INVALID") throw error;
      await transport.rest(repository.registry, error, attempt);
    }
  }
}

async function putOnce(
  transport: Transport,
  repository: RepositoryName,
  manifest: ManifestPut,
): Promise<PutOutcome> {
  const { bytes, mediaType: type, tag, condition = {} } = manifest;
  const digest = digestOf(bytes);
  const answer = await transport.call({
    method: "PUT",
    repository,
    target: `manifests/${tag ?? digest}`,
    actions: "pull,push",
    headers: { "content-type": type, "content-length": String(bytes.length), ...condition },
    open: () => bytesOf(bytes),
    accept: [412],
  });
  await answer.drop();
  return {
    descriptor: { mediaType: type, digest, size: bytes.length },
    listsSubject: answer.headers["oci-subject"] !== undefined,
    conflict: answer.status === 412,
  };
}

/** DELETE of a tag or a digest; false where there is none. */
export async function deleteManifest(
  transport: Transport,
  repository: RepositoryName,
  name: string,
): Promise<boolean> {
  try {
    const answer = await transport.call({
      method: "DELETE",
      repository,
      target: `manifests/${name}`,
      actions: "delete",
    });
    await answer.drop();
    return true;
  } catch (error) {
    if (error instanceof RegistryError && error.status === 404) return false;
    throw error;
  }
}
