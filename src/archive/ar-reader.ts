import type { Bytes } from "../core/stream.ts";
import { ArNames } from "./ar-names.ts";
import { archiveError } from "./archive-error.ts";
import { ByteReader } from "./byte-reader.ts";
import { openContent } from "./content.ts";
import type { ArchiveEntry } from "./entry.ts";
import { Allowance, type ArchiveLimits } from "./limits.ts";

const magic = "!<arch>\n";
const headerSize = 60;

/** How an ar archive is read. */
export interface ReadArOptions {
  readonly limits?: ArchiveLimits | undefined;
  /** Names the archive in errors. */
  readonly where?: string | undefined;
}

/**
 * The members of an `ar` archive, such as a Debian package, as they come; symbol tables are left out. Long
 * names are read in the GNU and in the BSD way. Content that is not read is skipped. Fails with
 * `BAD_ARCHIVE`, `TRUNCATED`, `UNSAFE_PATH` or `ARCHIVE_LIMIT`. Sources: deb(5), ar(5) of FreeBSD.
 */
export async function* readAr(
  source: Bytes,
  options: ReadArOptions = {},
): AsyncGenerator<ArchiveEntry, void> {
  const { where } = options;
  const reader = new ByteReader(source, where);
  const names = new ArNames(reader, where);
  const allowance = new Allowance(options.limits, where);
  try {
    await expectMagic(reader, where);
    for (let header = await nextHeader(reader, where); header; header = await nextHeader(reader, where)) {
      const end = reader.position + header.size;
      const path = await names.resolve(header.name, header.size);
      if (path !== undefined) {
        const size = end - reader.position;
        allowance.spend(path, size);
        const content = openContent(reader, size);
        const { uid, gid, mode, mtime } = header;
        yield { path, type: "file", size, uid, gid, mode, mtime, content: content.open };
        await content.finish();
      }
      await reader.skip(end - reader.position);
      // Some writers leave out the padding after the last member.
      if (header.size % 2 === 1) await reader.upTo(1);
    }
  } finally {
    await reader.close();
  }
}

async function expectMagic(reader: ByteReader, where: string | undefined): Promise<void> {
  const found = await reader.exactlyOrEnd(magic.length);
  if (found?.toString("latin1") !== magic) throw archiveError("BAD_ARCHIVE", "this is no ar archive", where);
}

interface ArHeader {
  readonly name: string;
  readonly mtime: number;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  readonly size: number;
}

async function nextHeader(reader: ByteReader, where: string | undefined): Promise<ArHeader | undefined> {
  const text = (await reader.exactlyOrEnd(headerSize))?.toString("latin1");
  if (text === undefined) return undefined;
  const number = (from: number, to: number, base: 8 | 10) => {
    const digits = text.slice(from, to).trim();
    if (digits === "") return 0;
    if ((base === 8 ? /^[0-7]+$/ : /^\d+$/).test(digits)) return Number.parseInt(digits, base);
    throw archiveError("BAD_ARCHIVE", `an ar header has "${digits}" in place of a number`, where);
  };
  if (!text.endsWith("`\n")) throw archiveError("BAD_ARCHIVE", "an ar header has no end mark", where);
  return {
    name: text.slice(0, 16).trimEnd(),
    mtime: number(16, 28, 10),
    uid: number(28, 34, 10),
    gid: number(34, 40, 10),
    mode: number(40, 48, 8) & 0o7777,
    size: number(48, 58, 10),
  };
}
