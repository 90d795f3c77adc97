import { createHash } from "node:crypto";
import { rawZip } from "../../../archive/testing/raw-zip.ts";
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
  const members = Object.entries(files).map(([name, body]) => {
    const mode = modes[name] ?? 0o100644;
    return { name, body, madeBy: (3 << 8) | 20, attributes: mode * 0x10000 };
  });
  return rawZip(members);
}
