import { RegistryError } from "./registry-error.ts";

/** A run of bytes. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * What part of a blob a `Range` header asks for; nothing where the whole is to be sent: no header, another unit, or
 * several parts, which a server may ignore. Source: RFC 9110, section 14.
 */
export function rangeAsked(header: string | undefined, size: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) throw unsatisfiable(header, size);
  return { offset: start, length: end - start + 1 };
}

function unsatisfiable(header: string | undefined, size: number): RegistryError {
  return new RegistryError("SIZE_INVALID", `${header} lies outside the ${size} bytes of the blob`, {
    status: 416,
    headers: { "Content-Range": `bytes */${size}` },
  });
}

/**
 * Where a chunk of an upload says that it begins, if it does. Source: OCI distribution 1.1, "Pushing a blob in chunks";
 * some clients write the form of RFC 9110, `bytes 0-99/100`.
 */
export function chunkStart(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const [, first] = /^(?:bytes )?(\d+)-\d+(?:\/(?:\d+|\*))?$/.exec(header) ?? [];
  if (first !== undefined) return Number(first);
  throw new RegistryError("BLOB_UPLOAD_INVALID", `"${header}" is not a range of bytes`, { status: 400 });
}
