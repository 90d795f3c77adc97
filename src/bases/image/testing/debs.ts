import { Buffer } from "node:buffer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import type { EntryHeader } from "../../../archive/entry.ts";
import { writeTar } from "../../../archive/tar-writer.ts";
import { bytesOf, collect } from "../../../core/stream.ts";
import { openStore, type Store } from "../../../store/open-store.ts";
import type { LockedPackage } from "../../lock/lock-file.ts";
import type { ImageTools } from "../package-shelf.ts";

/** A file of an example package: its text, its bytes, or a header for everything else. */
export type ExampleFile = string | Uint8Array | Partial<EntryHeader>;

/** What a package of a test is made of. */
export interface ExampleDeb {
  readonly name?: string;
  readonly files: Readonly<Record<string, ExampleFile>>;
  readonly md5sums?: string;
  readonly postinst?: string;
  readonly compression?: "" | ".gz" | ".zst";
}

/** The bytes of a small Debian package. */
export async function exampleDeb(deb: ExampleDeb): Promise<Buffer> {
  const { name = "tiny", files, md5sums, postinst, compression = ".gz" } = deb;
  const control = {
    control: `Package: ${name}\nVersion: 1.0-1\nArchitecture: amd64\n`,
    ...(md5sums === undefined ? {} : { md5sums }),
    ...(postinst === undefined ? {} : { postinst }),
  };
  return exampleAr({
    "debian-binary": Buffer.from("2.0\n"),
    [`control.tar${compression}`]: pack(await exampleTar(control), compression),
    [`data.tar${compression}`]: pack(await exampleTar(files), compression),
  });
}

/** An ar archive of these members. */
export function exampleAr(members: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts = Object.entries(members).flatMap(([name, content]) => {
    const header = `${name.padEnd(16)}${"0".padEnd(12)}0     0     100644  ${String(content.length).padEnd(10)}\`\n`;
    return [Buffer.from(header), content, Buffer.alloc(content.length % 2, "\n")];
  });
  return Buffer.concat([Buffer.from("!<arch>\n"), ...parts]);
}

/** A tar of these files, in this order, dated 9 September 2001. */
export function exampleTar(files: Readonly<Record<string, ExampleFile>>): Promise<Buffer> {
  const inputs = Object.entries(files).map(([path, file]) => {
    const content = typeof file === "string" || file instanceof Uint8Array ? Buffer.from(file) : undefined;
    const header: EntryHeader = {
      path,
      type: "file",
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: 1_000_000_000,
      size: content?.length ?? 0,
      ...(content === undefined ? (file as Partial<EntryHeader>) : {}),
    };
    return { header, ...(content?.length ? { content: bytesOf(content) } : {}) };
  });
  return collect(writeTar(inputs), 2 ** 24);
}

function pack(tar: Buffer, compression: ExampleDeb["compression"]): Uint8Array {
  if (compression === ".gz") return gzipSync(tar);
  return compression === ".zst" ? zstdCompressSync(tar) : tar;
}

/** A store in a folder that is gone after the test. */
export async function exampleStore(t: TestContext): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return openStore(folder);
}

/** A locked package whose `.deb` is in the store. */
export async function storedPackage(store: Store, source: string, deb: ExampleDeb): Promise<LockedPackage> {
  const { digest, size } = await store.blobs.put(bytesOf(await exampleDeb(deb)));
  const name = deb.name ?? "tiny";
  const path = `pool/main/${name}.deb`;
  return {
    name,
    version: "1.0-1",
    architecture: "amd64",
    source,
    sha256: digest,
    size,
    archive: "debian",
    path,
  };
}

/** Tools for packages that are in the store already, with the names of those that were asked for. */
export function exampleTools(store: Store): ImageTools & { readonly fetched: string[] } {
  const fetched: string[] = [];
  return {
    blobs: store.blobs,
    records: store.records,
    fetched,
    fetch: async ({ name }) => fetched.push(name),
  };
}
