import { createHash } from "node:crypto";
import { crc32, deflateRawSync } from "node:zlib";
import { bytesOf } from "../../../core/stream.ts";
import type { BlobStore } from "../../../store/blob-store.ts";
import type { ResolvedWheel } from "../requirements/resolved.ts";

/** What a wheel of a test holds. */
export interface WheelRecipe {
  readonly name: string;
  readonly version?: string;
  /**
   * Besides METADATA, WHEEL and RECORD, which are made where they are not given; paths as they stand in the
   * zip.
   */
  readonly files?: Readonly<Record<string, string>>;
  /** Lines after Name and Version. */
  readonly metadata?: readonly string[];
  /** Modes with file type of some files; 0o100644 for the others. */
  readonly modes?: Readonly<Record<string, number>>;
  /** Changes the RECORD that would be right. */
  readonly record?: (rows: string[]) => string[];
}

/** Puts a wheel made of texts into a store. */
export async function putWheel(recipe: WheelRecipe, blobs: BlobStore): Promise<ResolvedWheel> {
  const { name, version = "1.0", modes = {} } = recipe;
  const zip = zipOf(wheelFiles(recipe), modes);
  const stored = await blobs.put(bytesOf(zip));
  return { name, version, filename: `${name}-${version}-py3-none-any.whl`, ...stored };
}

function wheelFiles(recipe: WheelRecipe): Record<string, string> {
  const { name, version = "1.0", files = {}, metadata = [], record = (rows) => rows } = recipe;
  const info = `${name}-${version}.dist-info`;
  const all: Record<string, string> = {
    [`${info}/METADATA`]: [
      "Metadata-Version: 2.1",
      `Name: ${name}`,
      `Version: ${version}`,
      ...metadata,
      "",
    ].join("\n"),
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    ...files,
  };
  const rows = Object.entries(all).map(
    ([path, text]) => `${path},sha256=${hash(text)},${Buffer.byteLength(text)}`,
  );
  return { [`${info}/RECORD`]: [...record([...rows, `${info}/RECORD,,`]), ""].join("\n"), ...all };
}

/** As RECORD writes it. */
export function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function zipOf(files: Readonly<Record<string, string>>, modes: Readonly<Record<string, number>>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const [content, name] = [Buffer.from(text), Buffer.from(path)];
    const packed = deflateRawSync(content);
    const local = Buffer.concat([localHeader(name, content, packed), packed]);
    centrals.push(centralHeader(local, name, offset, modes[path] ?? 0o100644));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(centrals.length, 8);
  end.writeUInt16LE(centrals.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** Source: APPNOTE.TXT 4.3.7. */
function localHeader(name: Buffer, content: Buffer, packed: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(crc32(content), 14);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

/** Source: APPNOTE.TXT 4.3.12. From the version on it repeats the local header. */
function centralHeader(local: Buffer, name: Buffer, offset: number, mode: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 20, 4);
  local.copy(header, 6, 4, 30);
  header.writeUInt32LE(mode * 0x10000, 38);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}
