import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { createGzipPool } from "../archive/gzip-pool.ts";
import { CooperError } from "../core/error.ts";
import type { ExportedImage, ExportTools } from "../images/export/exported-image.ts";
import { writeDockerArchive } from "../images/export/write-docker-archive.ts";
import { writeOciArchive, writeOciLayout } from "../images/export/write-oci.ts";
import { type Compression, compressLayer } from "../layers/compress-layer.ts";
import { parseReference } from "../oci/reference.ts";
import { fetchBases } from "./base-image.ts";
import type { BuiltImage } from "./built-image.ts";
import type { Session } from "./session.ts";

/** Where built images are to be written, and how. */
export interface ExportRequest {
  /** `FILE.oci.tar`: an OCI archive. `FILE.tar`: for `docker load`. Anything else: a folder in OCI image layout. */
  readonly where: string;
  /** Of layers. Archives for `docker load` are never compressed: it would only unpack them again. */
  readonly compression: Compression;
}

/**
 * Writes built images to a file or a folder, whole or not at all, in a form that other tools read. Fails with
 * `OUTPUT_FAILED` where the place cannot be written, with `OUTPUT_EXISTS` where it holds something else.
 */
export async function exportImages(
  session: Session,
  images: readonly BuiltImage[],
  { where, compression }: ExportRequest,
): Promise<void> {
  const { start, tools, store } = session;
  await fetchBases(session, images);
  const path = resolve(start, where);
  const exported = images.map(({ index, reference }) => ({
    root: index,
    names: [parseReference(reference)],
  }));
  const pool = createGzipPool({ workers: availableParallelism() });
  const compress: ExportTools["compress"] = (layer) => compressLayer(layer, compression, { ...tools, pool });
  try {
    await writerFor(path)(path, exported, { blobs: store.blobs, compress, signal: tools.signal });
  } catch (error) {
    throw outputFailure(error, path);
  } finally {
    await pool.close();
  }
}

type Writer = (path: string, images: readonly ExportedImage[], tools: ExportTools) => Promise<void>;

/** What writes images to a path of this name. */
export function writerFor(path: string): Writer {
  if (path.endsWith(".oci.tar")) return writeOciArchive;
  if (!path.endsWith(".tar")) return writeOciLayout;
  return (file, images, { blobs, signal }) => writeDockerArchive(file, images, { blobs, signal });
}

/** What the system refuses here concerns the output: failures of the store say so themselves. */
function outputFailure(error: unknown, path: string): unknown {
  if (error instanceof CooperError || !(error instanceof Error && "syscall" in error)) return error;
  return new CooperError("the output cannot be written", {
    code: "OUTPUT_FAILED",
    where: path,
    cause: error,
    hint: "Choose a place that you can write to and that has room, or make room there.",
  });
}
