import { CooperError } from "../../core/error.ts";

/** What the dynamic linker needs to know of a shared library. */
export interface SharedLibrary {
  /** `x86-64`, `AArch64`. */
  readonly machine: Machine;
  /** `DT_SONAME`, where it has one. */
  readonly soname?: string | undefined;
}

/** Processors whose libraries cooper can list; as `ldconfig -p` calls them. */
export type Machine = "x86-64" | "AArch64";

/** Reads a run of bytes of the file; the end of the file may cut it short. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

/** `e_machine`. Source: System V ABI, "ELF Header". */
const machines: ReadonlyMap<number, Machine> = new Map([
  [62, "x86-64"],
  [183, "AArch64"],
]);

const headerSize = 64;
const segmentSize = 56;
const sharedObject = 3;

/**
 * Reads a 64-bit little-endian shared library. Anything else (a script that a linker reads, another processor, a
 * program of a fixed address) gives nothing. Fails with `BAD_ELF` where the file contradicts itself.
 */
export async function readSharedLibrary(read: ReadAt, where: string): Promise<SharedLibrary | undefined> {
  const header = viewOf(await read(0, headerSize));
  if (!isElf64(header) || header.getUint16(16, true) !== sharedObject) return undefined;
  const machine = machines.get(header.getUint16(18, true));
  if (machine === undefined) return undefined;
  const file = { read, where };
  const segments = await readSegments(file, header);
  const dynamic = segments.find((segment) => segment.type === 2);
  if (dynamic === undefined) return undefined;
  const tags = await readDynamic(file, dynamic);
  return { machine, soname: await readSoname(file, segments, tags) };
}

interface ElfFile {
  readonly read: ReadAt;
  readonly where: string;
}

/** Source: System V ABI, "Program Header". */
interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

function isElf64(header: DataView): boolean {
  if (header.byteLength < headerSize || header.getUint32(0) !== 0x7f454c46) return false;
  const [is64Bit, isLittleEndian] = [header.getUint8(4) === 2, header.getUint8(5) === 1];
  return is64Bit && isLittleEndian;
}

async function readSegments(file: ElfFile, header: DataView): Promise<readonly Segment[]> {
  const count = header.getUint16(56, true);
  const table = await readWhole(file, word(header, 32), count * segmentSize);
  return Array.from({ length: count }, (_, index) => {
    const at = index * segmentSize;
    return {
      type: table.getUint32(at, true),
      offset: word(table, at + 8),
      address: word(table, at + 16),
      size: word(table, at + 32),
    };
  });
}

/** Values by tag. Source: System V ABI, "Dynamic Section". */
async function readDynamic(file: ElfFile, segment: Segment): Promise<ReadonlyMap<number, number>> {
  const table = await readWhole(file, segment.offset, Math.min(segment.size, 2 ** 16));
  const tags = new Map<number, number>();
  for (let at = 0; at + 16 <= table.byteLength; at += 16) {
    const tag = Number(table.getBigInt64(at, true));
    if (tag === 0) break;
    tags.set(tag, Number(table.getBigUint64(at + 8, true)));
  }
  return tags;
}

async function readSoname(
  file: ElfFile,
  segments: readonly Segment[],
  tags: ReadonlyMap<number, number>,
): Promise<string | undefined> {
  const [strings, name] = [tags.get(5), tags.get(14)];
  if (strings === undefined || name === undefined) return undefined;
  const home = segments.find(
    ({ type, address, size }) => type === 1 && address <= strings && strings < address + size,
  );
  if (home === undefined) throw bad(file, "its string table lies outside of its segments");
  const bytes = await file.read(home.offset + (strings - home.address) + name, 256);
  const end = bytes.indexOf(0);
  if (end < 0) throw bad(file, "its name does not end");
  return Buffer.from(bytes.subarray(0, end)).toString("latin1");
}

async function readWhole(file: ElfFile, offset: number, length: number): Promise<DataView> {
  const bytes = await file.read(offset, length);
  if (bytes.length < length) throw bad(file, "it ends too early");
  return viewOf(bytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function word(view: DataView, offset: number): number {
  return Number(view.getBigUint64(offset, true));
}

function bad({ where }: ElfFile, why: string): CooperError {
  return new CooperError(`a shared library is damaged: ${why}`, {
    code: "BAD_ELF",
    where,
    hint: "Fetch the package again; where it stays so, report it to Debian.",
  });
}
