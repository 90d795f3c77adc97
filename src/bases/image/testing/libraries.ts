import { Buffer } from "node:buffer";

/** A shared library of a test, as its dynamic section says. */
export interface ExampleLibrary {
  readonly soname?: string | undefined;
  /** `e_machine`: 62 is x86-64, 183 AArch64. */
  readonly machine?: number;
  /** `e_type`: 3 is a shared object. */
  readonly type?: number;
}

const stringsAt = 64 + 2 * 56;
/** Where the segment says it is in memory: a linker must not take addresses for offsets. */
const base = 0x1000;

/** The smallest shared library: a header, two segments, a string table and a dynamic section. */
export function exampleLibrary({ soname, machine = 62, type = 3 }: ExampleLibrary = {}): Buffer {
  const strings = Buffer.from(`\0${soname ?? ""}\0`.padEnd(64, "\0"), "latin1");
  const dynamicAt = stringsAt + strings.length;
  const dynamic = words([[5, base + stringsAt], ...(soname === undefined ? [] : [[14, 1]]), [0, 0]]);
  const size = dynamicAt + dynamic.length;
  return Buffer.concat([
    header(machine, type),
    segment(1, 0, size),
    segment(2, dynamicAt, dynamic.length),
    strings,
    dynamic,
  ]);
}

function header(machine: number, type: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(type, 16);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  return bytes;
}

function segment(type: number, offset: number, size: number): Buffer {
  const bytes = Buffer.alloc(56);
  bytes.writeUInt32LE(type, 0);
  bytes.writeBigUInt64LE(BigInt(offset), 8);
  bytes.writeBigUInt64LE(BigInt(base + offset), 16);
  bytes.writeBigUInt64LE(BigInt(size), 32);
  return bytes;
}

function words(pairs: readonly (readonly number[])[]): Buffer {
  const bytes = Buffer.alloc(pairs.length * 16);
  for (const [index, value] of pairs.flat().entries()) bytes.writeBigUInt64LE(BigInt(value), index * 8);
  return bytes;
}
