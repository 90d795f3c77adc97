import type { Bytes } from "../core/stream.ts";
import { archiveError } from "./archive-error.ts";
import { ByteReader } from "./byte-reader.ts";
import { openContent } from "./content.ts";
import type { ArchiveEntry, EntryHeader } from "./entry.ts";
import { Allowance, type ArchiveLimits } from "./limits.ts";
import { quotePath } from "./path-bytes.ts";
import { SymlinkGuard } from "./safe-path.ts";
import { padding } from "./tar-fields.ts";
import { TarHeaderReader } from "./tar-headers.ts";

/** An entry of a tar stream. */
export interface TarEntry extends ArchiveEntry {
  /** Where its content starts, in bytes from the start of the tar. */
  readonly offset: number;
}

/** How a tar is read. */
export interface ReadTarOptions {
  readonly limits?: ArchiveLimits | undefined;
  /** Names the archive in errors. */
  readonly where?: string | undefined;
  /** Whether device files may be in it. Their numbers are not read. */
  readonly allowDevices?: boolean | undefined;
}

/**
 * The entries of a tar as they come. Content that is not read is skipped; the stream is read to its end, also
 * what is after the archive. Nothing may climb out: neither by its path, nor by a link. Fails with
 * `UNSAFE_PATH`, `DEVICE_REFUSED`, `BAD_ARCHIVE`, `TRUNCATED`, `ARCHIVE_LIMIT` or `UNSUPPORTED_ARCHIVE`.
 */
export async function* readTar(source: Bytes, options: ReadTarOptions = {}): AsyncGenerator<TarEntry, void> {
  const reader = new ByteReader(source, options.where);
  const headers = new TarHeaderReader(reader, options.where);
  const guard = new SymlinkGuard(options.where);
  const allowance = new Allowance(options.limits, options.where);
  try {
    for (let next = await headers.next(); next.entry; next = await headers.next()) {
      const { entry } = next;
      if (!options.allowDevices) refuseDevice(entry, options.where);
      guard.admit(entry);
      allowance.spend(entry.path, entry.size);
      const content = openContent(reader, entry.size);
      yield { ...entry, offset: reader.position, content: content.open };
      await content.finish();
      await reader.skip(padding(entry.size));
    }
    await reader.drain();
  } finally {
    await reader.close();
  }
}

function refuseDevice(entry: EntryHeader, where: string | undefined): void {
  if (entry.type !== "character-device" && entry.type !== "block-device") return;
  throw archiveError("DEVICE_REFUSED", `${quotePath(entry.path)} is a ${entry.type}`, where);
}
