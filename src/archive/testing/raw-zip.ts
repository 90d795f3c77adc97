import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";

/** A member to be written; what is given here goes in even where it is a lie. */
export interface RawZipMember {
  readonly name: string;
  readonly body?: Buffer | string;
  readonly method?: number;
  readonly flags?: number;
  /** Version made by (upper byte: 3 is Unix) and external attributes. */
  readonly madeBy?: number;
  readonly attributes?: number;
  readonly size?: number;
  readonly packed?: Buffer;
  readonly packedSize?: number;
  readonly crc?: number;
  readonly headerOffset?: number;
  readonly extra?: Buffer;
  /** What the member's own header says in place of what the directory says. */
  readonly local?: Partial<
    Pick<RawZipMember, "name" | "method" | "flags" | "size" | "packedSize" | "crc" | "extra">
  >;
}

/** The end record, as it should be unless told otherwise. */
export interface RawZipEnd {
  readonly count?: number;
  readonly directoryOffset?: number;
  readonly disk?: number;
  readonly comment?: string;
}

const u16 = (value: number) => Buffer.of(value & 0xff, value >>> 8);
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};
/** Eight bytes, least significant first. */
export const u64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};

/** A zip written field by field: sound or not, as the test needs it. */
export function rawZip(members: readonly RawZipMember[], end: RawZipEnd = {}): Buffer {
  let at = 0;
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  for (const member of members) {
    const { local, central } = rawMember(member, at);
    locals.push(local);
    centrals.push(central);
    at += local.length;
  }
  const directory = Buffer.concat(centrals);
  return Buffer.concat([...locals, directory, rawEnd(members.length, directory.length, at, end)]);
}

/** An end record for a directory of `count` members in `length` bytes from `offset`. */
export function rawEnd(count: number, length: number, offset: number, end: RawZipEnd = {}): Buffer {
  const comment = Buffer.from(end.comment ?? "");
  const counted = u16(end.count ?? count);
  const disks = [u16(end.disk ?? 0), u16(end.disk ?? 0)];
  const extent = [u32(length), u32(end.directoryOffset ?? offset), u16(comment.length), comment];
  return Buffer.concat([u32(0x06054b50), ...disks, counted, counted, ...extent]);
}

function rawMember(raw: RawZipMember, at: number): { local: Buffer; central: Buffer } {
  const body = Buffer.from(raw.body ?? "");
  const method = raw.method ?? 8;
  const packed = raw.packed ?? (method === 8 ? deflateRawSync(body) : body);
  const stated = {
    name: Buffer.from(raw.name),
    method,
    flags: raw.flags ?? 0,
    crc: raw.crc ?? crc32(body),
    packedSize: raw.packedSize ?? packed.length,
    size: raw.size ?? body.length,
    extra: raw.extra ?? Buffer.alloc(0),
  };
  const common = ({ name, method, flags, crc, packedSize, size, extra }: typeof stated) => [
    ...[u16(20), u16(flags), u16(method), u32(0), u32(crc), u32(packedSize), u32(size)],
    ...[u16(name.length), u16(extra.length)],
  ];
  const own = { ...stated, ...raw.local, name: Buffer.from(raw.local?.name ?? raw.name) };
  const local = [u32(0x04034b50), ...common(own), own.name, own.extra, packed];
  const place = [u16(0), u16(0), u16(0), u32(raw.attributes ?? 0), u32(raw.headerOffset ?? at)];
  const central = [
    u32(0x02014b50),
    u16(raw.madeBy ?? 20),
    ...common(stated),
    ...place,
    stated.name,
    stated.extra,
  ];
  return { local: Buffer.concat(local), central: Buffer.concat(central) };
}
