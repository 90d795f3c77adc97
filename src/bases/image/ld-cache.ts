import type { Machine } from "./elf.ts";
import { compareSonames } from "./soname-order.ts";

/** A library as the dynamic linker looks it up. */
export interface CachedLibrary {
  /** What programs ask for, such as `libssl.so.3`. */
  readonly soname: string;
  /** Absolute. */
  readonly path: string;
  readonly machine: Machine;
}

/** `FLAG_ELF_LIBC6` with the processor's flag. Source: glibc, sysdeps/generic/ldconfig.h. */
const flags: Readonly<Record<Machine, number>> = { "x86-64": 0x0303, AArch64: 0x0a03 };

const magic = "glibc-ld.so.cache1.1";
const headerSize = 48;
const entrySize = 24;
const littleEndian = 2;

/**
 * The bytes of `/etc/ld.so.cache` in the format that glibc reads since 2.2 and alone writes since 2.32. Of libraries
 * with one name the first wins. Source: glibc, sysdeps/generic/dl-cache.h, `struct cache_file_new`.
 */
export function formatLdCache(libraries: readonly CachedLibrary[]): Buffer {
  const sorted = sortedLibraries(libraries);
  const strings = new StringTable(headerSize + sorted.length * entrySize);
  const entries = sorted.map((library) => formatEntry(library, strings));
  const header = Buffer.alloc(headerSize);
  header.write(magic, "latin1");
  header.writeUInt32LE(sorted.length, 20);
  header.writeUInt32LE(strings.size, 24);
  header.writeUInt8(littleEndian, 28);
  return Buffer.concat([header, ...entries, strings.bytes()]);
}

/** `struct file_entry_new`; the operating system version and the hardware capabilities stay 0. */
function formatEntry({ soname, path, machine }: CachedLibrary, strings: StringTable): Buffer {
  const entry = Buffer.alloc(entrySize);
  entry.writeInt32LE(flags[machine], 0);
  entry.writeUInt32LE(strings.add(soname), 4);
  entry.writeUInt32LE(strings.add(path), 8);
  return entry;
}

/** NUL-terminated texts, named by their offset from the start of the file. */
class StringTable {
  readonly #chunks: Buffer[] = [];
  readonly #start: number;
  size = 0;

  constructor(start: number) {
    this.#start = start;
  }

  add(text: string): number {
    const chunk = Buffer.from(`${text}\0`, "latin1");
    const offset = this.#start + this.size;
    this.#chunks.push(chunk);
    this.size += chunk.length;
    return offset;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

function sortedLibraries(libraries: readonly CachedLibrary[]): readonly CachedLibrary[] {
  const byName = new Map<string, CachedLibrary>();
  for (const library of libraries) {
    if (!byName.has(library.soname)) byName.set(library.soname, library);
  }
  return [...byName.values()].sort((a, b) => compareSonames(b.soname, a.soname));
}
