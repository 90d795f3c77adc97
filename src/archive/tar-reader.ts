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

/** What a tar says of an entry. */
export interface PlacedHeader extends EntryHeader {
  /** Where its content starts, in bytes from the start of the tar. */
  readonly offset: number;
}

/** An entry of a tar stream. */
export interface TarEntry extends ArchiveEntry, PlacedHeader {}

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
  const admit = admission(options);
  try {
    for (let next = await headers.next(); next.entry; next = await headers.next()) {
      const { entry } = next;
      admit(entry);
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

/**
 * Passes a tar on as it is, chunk by chunk, and tells of each entry as its headers go by. Refuses what {@link readTar}
 * refuses, and fails as it does.
 */
export async function* passTar(
  source: Bytes,
  onEntry: (entry: PlacedHeader) => void,
  options: ReadTarOptions = {},
): Bytes {
  const seen: Uint8Array[] = [];
  const reader = new ByteReader(noting(source, seen), options.where);
  const headers = new TarHeaderReader(reader, options.where);
  const admit = admission(options);
  try {
    for (let next = await headers.next(); next.entry; next = await headers.next()) {
      const { entry } = next;
      admit(entry);
      onEntry({ ...entry, offset: reader.position });
      for (let left = entry.size + padding(entry.size); left > 0; ) {
        yield* seen.splice(0);
        left -= (await reader.some(left)).length;
      }
    }
    do yield* seen.splice(0);
    while ((await reader.upTo(Number.MAX_SAFE_INTEGER)) !== undefined);
  } finally {
    await reader.close();
  }
}

async function* noting(source: Bytes, seen: Uint8Array[]): Bytes {
  for await (const chunk of source) {
    seen.push(chunk);
    yield chunk;
  }
}

/** What every entry is asked before it is let in. */
function admission({ where, limits, allowDevices }: ReadTarOptions): (entry: EntryHeader) => void {
  const guard = new SymlinkGuard(where);
  const allowance = new Allowance(limits, where);
  return (entry) => {
    if (!allowDevices) refuseDevice(entry, where);
    guard.admit(entry);
    allowance.spend(entry.path, entry.size);
  };
}

function refuseDevice(entry: EntryHeader, where: string | undefined): void {
  if (entry.type !== "character-device" && entry.type !== "block-device") return;
  throw archiveError("DEVICE_REFUSED", `${quotePath(entry.path)} is a ${entry.type}`, where);
}
