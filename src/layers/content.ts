import { closeSync, fstatSync, openSync } from "node:fs";
import { openZipMember } from "../archive/zip-reader.ts";
import { CooperError, codeOf } from "../core/error.ts";
import { type Bytes, bytesOf } from "../core/stream.ts";
import { type Digest, Digester } from "../oci/digest.ts";
import type { BlobStore } from "../store/blob-store.ts";
import { readRange } from "../store/read-range.ts";
import { blobAccess } from "./blob-access.ts";
import type { Content } from "./spec.ts";

/**
 * The bytes of a file of a layer; a chunk is valid until the next one is asked for. A workspace file that is not `size`
 * bytes long any more, or has another digest than the specification was made with, fails with `FILE_CHANGED`.
 */
export function openContent(source: Content, size: number, blobs: BlobStore): Bytes {
  switch (source.from) {
    case "bytes":
      return bytesOf(source.bytes);
    case "blob":
      return blobs.open(source.blob, { offset: source.offset, length: source.length, reuse: true });
    case "zip":
      return readMember(source, blobs);
    case "file":
      return source.digest
        ? checked(readFile(source.file, size), source.digest, source.file)
        : readFile(source.file, size);
  }
}

async function* readMember(source: Content & { from: "zip" }, blobs: BlobStore): Bytes {
  yield* openZipMember(await blobAccess(blobs, source.blob), source.member, source.blob);
}

async function* readFile(file: string, size: number): Bytes {
  const handle = openWorkspaceFile(file);
  try {
    if (fstatSync(handle).size !== size) throw changed(file);
    yield* readRange(handle, { offset: 0, length: size, reuse: true }, () => changed(file));
  } finally {
    closeSync(handle);
  }
}

function openWorkspaceFile(file: string): number {
  try {
    return openSync(file, "r");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") throw changed(file, cause);
    throw new CooperError(`the file cannot be read: ${codeOf(cause)}`, {
      code: "FILE_UNREADABLE",
      where: file,
      cause,
      hint: "Make it readable, or leave it out of the image with an ignore rule.",
    });
  }
}

async function* checked(content: Bytes, digest: Digest, file: string): Bytes {
  const digester = new Digester();
  for await (const chunk of content) {
    digester.update(chunk);
    yield chunk;
  }
  if (digester.digest() !== digest) throw changed(file);
}

function changed(file: string, cause?: unknown): CooperError {
  return new CooperError("the file changed during the build", {
    code: "FILE_CHANGED",
    where: file,
    cause,
    hint: "Build again once nothing writes to it any more.",
    retryable: true,
  });
}
