import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { createGzipPool } from "../archive/gzip-pool.ts";
import { CooperError, UsageError } from "../core/error.ts";
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
  checkOutput(where);
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

/**
 * Throws `BAD_OUTPUT` for what would become a folder of a name that nobody means: an archive of another kind, or `-`.
 * To be called before anything is built.
 */
export function checkOutput(where: string): void {
  if (where !== "" && where !== "-" && !/\.(?:zip|tgz|gz|bz2|xz|zst)$/i.test(where)) return;
  throw new UsageError(`cooper does not write to "${where}"`, {
    code: "BAD_OUTPUT",
    hint: "Name a folder/, FILE.oci.tar (an OCI archive), or FILE.tar (for docker load).",
  });
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
