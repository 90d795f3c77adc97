import { CooperError } from "../../core/error.ts";
import type { HttpAnswer } from "../../core/http-send.ts";
import type { Bytes } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { formatReference, type RepositoryName } from "../../oci/reference.ts";
import type { Reading } from "../../store/blob-store.ts";
import type { Range } from "../../store/read-range.ts";
import type { Transport } from "./transport.ts";
import { verified } from "./verified.ts";

/** A blob of a repository. */
export interface RemoteBlob {
  readonly repository: RepositoryName;
  readonly descriptor: Pick<Descriptor, "digest" | "size">;
}

/** Streams a blob, verified as a whole; a run of its bytes cannot be. */
export function pullBlob(transport: Transport, blob: RemoteBlob, reading: Reading = {}): Bytes {
  const { repository, descriptor } = blob;
  const { offset = 0, length = descriptor.size - offset, reuse } = reading;
  const bytes = steady(transport, blob, { offset, length, reuse });
  const isWhole = length === descriptor.size;
  return isWhole ? verified(bytes, descriptor, whereOf(repository, descriptor)) : bytes;
}

/** Goes on by `Range` where a connection was lost, as long as each one brings something. */
async function* steady(transport: Transport, blob: RemoteBlob, range: Range): Bytes {
  const end = range.offset + range.length;
  let offset = range.offset;
  for (let fruitless = 0; offset < end || range.length === 0; ) {
    const before = offset;
    try {
      for await (const chunk of run(transport, blob, { ...range, offset, length: end - offset })) {
        offset += chunk.length;
        yield chunk;
      }
      if (offset >= end) return;
      throw brokenOff(blob, offset);
    } catch (error) {
      if (!(error instanceof CooperError) || !error.retryable) throw error;
      fruitless = offset > before ? 1 : fruitless + 1;
      await transport.rest(blob.repository.registry, error, fruitless);
    }
  }
}

/** What one GET gives of a run of bytes. Source: OCI distribution 1.1, "Pulling blobs"; RFC 9110, 14. */
async function* run(transport: Transport, blob: RemoteBlob, { offset, length, reuse }: Range): Bytes {
  const { repository, descriptor } = blob;
  const isPart = offset > 0 || length < descriptor.size;
  const answer = await transport.call({
    method: "GET",
    repository,
    target: `blobs/${descriptor.digest}`,
    // A compressed transfer would have another length and no ranges.
    headers: {
      "accept-encoding": "identity",
      ...(isPart ? { range: `bytes=${offset}-${offset + length - 1}` } : {}),
    },
  });
  const skipped = isPart ? offset - startOf(answer) : 0;
  if (skipped < 0) {
    await answer.drop();
    throw brokenOff(blob, offset);
  }
  const body = reuse ? released(answer.body) : answer.body;
  yield* part(body, skipped, isPart ? length : Number.POSITIVE_INFINITY);
}

/** Frees each chunk as soon as the next one is asked for: the garbage collector would let tens of megabytes gather. */
async function* released(source: Bytes): Bytes {
  for await (const chunk of source) {
    yield chunk;
    const { buffer, byteLength } = chunk;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
  }
}

/** A server may ignore a range and answer 200 with everything. */
function startOf({ status, headers }: HttpAnswer): number {
  if (status !== 206) return 0;
  const [, start] = /^bytes (\d+)-/.exec(String(headers["content-range"])) ?? [];
  return Number(start ?? Number.NaN) || 0;
}

async function* part(source: Bytes, skipped: number, length: number): Bytes {
  let [skip, left] = [skipped, length];
  for await (const chunk of source) {
    const kept = chunk.subarray(Math.min(skip, chunk.length)).subarray(0, left);
    skip -= Math.min(skip, chunk.length);
    left -= kept.length;
    if (kept.length > 0) yield kept;
    if (left === 0) return;
  }
}

function brokenOff({ repository, descriptor }: RemoteBlob, offset: number): CooperError {
  return new CooperError(`${repository.registry} sent ${offset} of ${descriptor.size} bytes of a blob`, {
    code: "UNREACHABLE",
    where: whereOf(repository, descriptor),
    hint: "Try again; a proxy in between may cut long answers short.",
    retryable: true,
  });
}

function whereOf(repository: RepositoryName, { digest }: Pick<Descriptor, "digest">): string {
  return formatReference({ ...repository, digest });
}
