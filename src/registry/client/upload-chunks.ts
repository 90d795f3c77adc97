import { Buffer } from "node:buffer";
import { CooperError } from "../../core/error.ts";
import { type Bytes, bytesOf } from "../../core/stream.ts";
import type { OutgoingBlob } from "./push-blob.ts";
import { RegistryError } from "./registry-error.ts";
import type { Transport } from "./transport.ts";
import { closingAddress, closingPatience, type Upload, uploadOf } from "./upload-session.ts";

/** What GHCR takes at most. */
const usualChunk = 4 * 2 ** 20;
/** A chunk is kept in memory, so that it can be sent again. */
const largestChunk = 64 * 2 ** 20;
/** Resumptions of one upload; a registry that stands still is better served from the start. */
const mostResumptions = 5;

/** Sends a blob in chunks, going on where the registry says it is. Source: OCI distribution 1.1, "Pushing a blob in chunks". */
export async function sendChunks(transport: Transport, blob: OutgoingBlob, start: Upload): Promise<void> {
  let state: Progress = { upload: start, offset: 0 };
  const note = (progress: Progress) => {
    state = progress;
  };
  for (let [attempt, setbacks] = [1, 0]; ; attempt += 1) {
    try {
      await sendFrom(transport, blob, state, note);
      return await close(transport, blob, state.upload);
    } catch (error) {
      if (attempt >= mostResumptions || !isInterruption(error)) throw error;
      await transport.rest(blob.repository.registry, error, attempt);
      const resumed = await ask(transport, blob, state.upload).catch((lost) => {
        // That it has forgotten the upload says less than what went wrong before.
        throw isGone(lost) ? error : lost;
      });
      if (isRange(error) && resumed.offset <= state.offset) setbacks += 1;
      // The same chunk would be refused again, or the registry reports a place that it will not go on from.
      if (setbacks > 1 || (isRange(error) && resumed.offset === state.offset)) throw error;
      state = resumed;
    }
  }
}

interface Progress {
  readonly upload: Upload;
  /** Bytes that the registry has. */
  readonly offset: number;
}

/** Sends what is missing. What 202 says of the range is not believed: ECR's stays at the first chunk. */
async function sendFrom(
  transport: Transport,
  blob: OutgoingBlob,
  start: Progress,
  note: (progress: Progress) => void,
): Promise<void> {
  let { upload, offset } = start;
  const length = Math.max(usualChunk, upload.leastChunk);
  if (length > largestChunk) throw tooLarge(blob, length);
  for await (const chunk of chunksOf(blob.open(), offset, length)) {
    upload = await patch(transport, blob, { upload, offset }, chunk);
    offset += chunk.length;
    note({ upload, offset });
    blob.onBytes(offset);
  }
}

async function patch(
  transport: Transport,
  { repository }: OutgoingBlob,
  { upload, offset }: Progress,
  chunk: Uint8Array,
): Promise<Upload> {
  const answer = await transport.call({
    method: "PATCH",
    repository,
    target: upload.location,
    actions: "pull,push",
    headers: {
      "content-type": "application/octet-stream",
      "content-length": String(chunk.length),
      "content-range": `${offset}-${offset + chunk.length - 1}`,
    },
    open: () => bytesOf(chunk),
    repeatable: false,
  });
  await answer.drop();
  return uploadOf(transport, repository.registry, answer, upload);
}

async function close(transport: Transport, blob: OutgoingBlob, upload: Upload): Promise<void> {
  const answer = await transport.call({
    method: "PUT",
    repository: blob.repository,
    target: closingAddress(upload, blob),
    actions: "pull,push",
    headers: { "content-length": "0" },
    repeatable: false,
    patience: closingPatience,
  });
  await answer.drop();
}

/** Where the registry is. Source: OCI distribution 1.1, "Get Upload Status". */
async function ask(transport: Transport, blob: OutgoingBlob, upload: Upload): Promise<Progress> {
  const { repository } = blob;
  const answer = await transport.call({
    method: "GET",
    repository,
    target: upload.location,
    actions: "pull,push",
  });
  await answer.drop();
  const [, last = "0"] = /^(?:bytes=)?0-(\d+)$/.exec(String(answer.headers.range ?? "")) ?? [];
  // "0-0" stands for nothing as well as for one byte.
  const offset = last === "0" ? 0 : Number(last) + 1;
  return { upload: uploadOf(transport, repository.registry, answer, upload), offset };
}

/** A chunk is valid until the next one is asked for. */
async function* chunksOf(source: Bytes, offset: number, length: number): AsyncGenerator<Buffer> {
  const chunk = Buffer.allocUnsafe(length);
  let skip = offset;
  let size = 0;
  for await (const whole of source) {
    let rest = whole.subarray(Math.min(skip, whole.length));
    skip -= whole.length - rest.length;
    while (rest.length > 0) {
      const taken = rest.subarray(0, length - size);
      chunk.set(taken, size);
      size += taken.length;
      rest = rest.subarray(taken.length);
      if (size < length) continue;
      yield chunk;
      size = 0;
    }
  }
  if (size > 0) yield chunk.subarray(0, size);
}

function isRange(error: unknown): boolean {
  return error instanceof RegistryError && error.status === 416;
}

function isGone(error: unknown): boolean {
  return error instanceof RegistryError && error.status === 404;
}

function isInterruption(error: unknown): error is CooperError {
  return error instanceof CooperError && (error.retryable || isRange(error));
}

function tooLarge({ repository }: OutgoingBlob, length: number): CooperError {
  return new CooperError(`${repository.registry} wants chunks of at least ${length} bytes`, {
    code: "REGISTRY_STATUS",
    where: `${repository.registry}/${repository.repository}`,
    hint: "That is more than is kept in memory. Mend what made the upload in one piece fail.",
    retryable: true,
  });
}
