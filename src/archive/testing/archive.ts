import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeOf } from "../../core/error.ts";
import { type Bytes, collect } from "../../core/stream.ts";
import type { EntryHeader } from "../entry.ts";
import type { TarInput } from "../tar-writer.ts";
import type { RandomAccess } from "../zip-reader.ts";

/** More than any archive of these tests. */
const plenty = 2 ** 28;

/** A stream of these bytes in chunks of `size` bytes. */
export async function* inChunks(bytes: Uint8Array, size = 1000): Bytes {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The whole of a stream. */
export const all = (source: Bytes) => collect(source, plenty);

/** A header with everything filled in. */
export function header(fields: Partial<EntryHeader>): EntryHeader {
  return { path: "file", type: "file", mode: 0o644, uid: 0, gid: 0, mtime: 0, size: 0, ...fields };
}

/** A file to be written. */
export function file(path: string, content: Uint8Array, fields: Partial<EntryHeader> = {}): TarInput {
  return { header: header({ path, size: content.length, ...fields }), content: inChunks(content) };
}

/** Bytes that look random and are the same everywhere. */
export function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** A zip in memory. */
export function inMemory(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}

/** Why a test that needs a program is left out; `false` where the program is there. */
export function missing(program: string): string | false {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return false;
  } catch (error) {
    return codeOf(error) === "ENOENT" ? `${program} is not on this machine` : false;
  }
}

/** Calls `use` with a new folder, which is removed afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What a Python program prints when it is given a file with these bytes as its argument. */
export function python(program: string, input: Uint8Array): Promise<Buffer> {
  return withFolder(async (folder) => {
    const path = join(folder, "input");
    await writeFile(path, input);
    return execFileSync("python3", ["-c", program, path], { maxBuffer: plenty });
  });
}
