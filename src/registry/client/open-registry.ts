import { silent } from "../../core/progress.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";
import type { RepositoryName } from "../../oci/reference.ts";
import { certificatesFor } from "./certificates.ts";
import { credentialsOf } from "./credentials/credentials.ts";
import { adding, FallbackIndexes, removing } from "./fallback-index.ts";
import { deleteManifest, getManifest, headManifest, putManifest } from "./manifests.ts";
import { plainHosts } from "./origin.ts";
import { pullBlob } from "./pull-blob.ts";
import { hasBlob, pushBlob } from "./push-blob.ts";
import { listReferrers } from "./referrers.ts";
import type { OutgoingManifest, RegistryClient, RegistryOptions } from "./registry-client.ts";
import { referrerOf } from "./subject.ts";
import { listTags } from "./tags.ts";
import { realTiming, type Timing } from "./timing.ts";
import { Transport } from "./transport.ts";

/** A client that keeps tokens and connections: one serves a whole run. Tests bring their own time. */
export function openRegistry(options: RegistryOptions, timing: Timing = realTiming): RegistryClient {
  const transport = openTransport(options, timing);
  const referrers = new Referrers(transport, timing);
  return {
    manifest: (reference, accept) => getManifest(transport, reference, accept),
    head: (reference) => headManifest(transport, reference),
    blob: (repository, descriptor, reading) => pullBlob(transport, { repository, descriptor }, reading),
    hasBlob: (repository, digest) => hasBlob(transport, { repository, descriptor: { digest, size: 0 } }),
    pushBlob: (repository, descriptor, open, push) =>
      pushBlob(transport, { repository, descriptor, open }, push),
    putManifest: (repository, manifest) => referrers.put(nameOf(repository), manifest),
    tags: (repository) => listTags(transport, repository),
    referrers: (repository, digest, type) =>
      listReferrers(transport, { ...nameOf(repository), digest }, type),
    deleteManifest: (repository, digest) => referrers.delete(nameOf(repository), digest),
    deleteTag: (repository, tag) => deleteManifest(transport, repository, tag),
  };
}

/** Requests as {@link openRegistry} sends them. */
export function openTransport(options: RegistryOptions, timing: Timing = realTiming): Transport {
  const { env, credentials = credentialsOf(env), progress = silent, signal, insecure } = options;
  return new Transport({
    credentials,
    plain: plainHosts(env, insecure),
    timing,
    progress,
    signal,
    certificates: (registry) => certificatesFor(registry, env),
  });
}

/** Callers may pass a whole reference: its tag and digest must not leak into other addresses. */
function nameOf({ registry, repository }: RepositoryName): RepositoryName {
  return { registry, repository };
}

/** Writes and deletes manifests so that the fallback indexes stay right. */
class Referrers {
  readonly #transport: Transport;
  readonly #indexes: FallbackIndexes;

  constructor(transport: Transport, timing: Timing) {
    this.#transport = transport;
    this.#indexes = new FallbackIndexes(transport, timing);
  }

  async put(repository: RepositoryName, manifest: OutgoingManifest): Promise<Descriptor> {
    const referrer = referrerOf(manifest);
    const { descriptor, listsSubject } = await putManifest(this.#transport, repository, manifest);
    if (!referrer || listsSubject) return descriptor;
    const { subject, artifactType, annotations } = referrer;
    const listed = {
      ...descriptor,
      ...(artifactType ? { artifactType } : {}),
      ...(annotations ? { annotations } : {}),
    };
    await this.#indexes.change({ ...repository, digest: subject.digest }, adding(listed));
    return descriptor;
  }

  async delete(repository: RepositoryName, digest: Digest): Promise<boolean> {
    const got = await getManifest(this.#transport, { ...repository, digest });
    const deleted = await deleteManifest(this.#transport, repository, digest);
    const referrer = got && referrerOf({ bytes: got.bytes, mediaType: got.descriptor.mediaType });
    if (referrer) {
      await this.#indexes.change({ ...repository, digest: referrer.subject.digest }, removing(digest));
    }
    // The answer to a first try may have been lost: then the second finds nothing.
    return deleted || got !== undefined;
  }
}
