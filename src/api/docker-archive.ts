import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bytes } from "../core/stream.ts";
import type { ExportedImage, ExportTools } from "../images/export/exported-image.ts";
import { writeDockerArchive } from "../images/export/write-docker-archive.ts";

/** The archive of one image that `docker load` reads, by way of a temporary file. */
export async function* dockerArchive(image: ExportedImage, tools: ExportTools): Bytes {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  try {
    const file = join(folder, "image.tar");
    await writeDockerArchive(file, [image], tools);
    yield* createReadStream(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
