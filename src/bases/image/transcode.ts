import { readAr } from "../../archive/ar-reader.ts";
import type { ArchiveEntry } from "../../archive/entry.ts";
import { type PlacedHeader, passTar, readTar } from "../../archive/tar-reader.ts";
import { CooperError } from "../../core/error.ts";
import { type Bytes, collect } from "../../core/stream.ts";
import type { Digest } from "../../oci/digest.ts";
import type { BlobStore } from "../../store/blob-store.ts";
import { readAlternatives } from "./alternatives.ts";
import type { Deb, DebEntry } from "./deb.ts";
import { memberTar } from "./deb-member.ts";
import { findLibraries } from "./find-libraries.ts";
import { isMergeLink, usrPath } from "./usr-merge.ts";

/** The most that the description of a package may take, unpacked: a hundred times the largest of Debian. */
const controlLimit = 64 * 2 ** 20;

/**
 * Reads a `.deb` of the store once, from its beginning to its end, and puts its files into the store as an
 * uncompressed tar. `where` names the package in errors. Fails with `BAD_DEB`, or as the readers of archives do where
 * something in it is damaged, climbs out or is a device. Source: deb(5).
 */
export async function transcode(blobs: BlobStore, deb: Digest, where: string): Promise<Deb> {
  let control: Control | undefined;
  let tar: Digest | undefined;
  const entries: DebEntry[] = [];
  const note = (entry: PlacedHeader) => {
    if (entry.path !== "" && !isMergeLink(entry)) entries.push(placed(entry));
  };
  for await (const member of readAr(blobs.open(deb), { where })) {
    if (member.path === "debian-binary") await checkVersion(member, where);
    else if (member.path.startsWith("control.tar"))
      control = await readControl(memberTar(member, where), where);
    else if (member.path.startsWith("data.tar")) {
      tar = (await blobs.put(passTar(memberTar(member, where), note, { where }))).digest;
    }
  }
  if (control === undefined) throw bad(where, "it has no control.tar");
  if (tar === undefined) throw bad(where, "it has no data.tar");
  return { blobs: [tar], ...control, entries, libraries: await findLibraries(blobs, tar, entries) };
}

async function checkVersion(member: ArchiveEntry, where: string): Promise<void> {
  const version = (await collect(member.content(), 64)).toString("latin1");
  if (!version.startsWith("2.")) throw bad(where, `its format is ${version.trim()}; cooper reads 2.x`);
}

type Control = Pick<Deb, "control" | "md5sums" | "alternatives">;

async function readControl(tar: Bytes, where: string): Promise<Control> {
  const texts = new Map<string, string>();
  for await (const file of readTar(tar, { where, limits: { totalSize: controlLimit } })) {
    if (!["control", "md5sums", "postinst"].includes(file.path)) continue;
    texts.set(file.path, (await collect(file.content(), controlLimit)).toString());
  }
  const control = texts.get("control");
  if (control === undefined) throw bad(where, "it does not describe itself");
  const alternatives = readAlternatives(texts.get("postinst") ?? "");
  return { control, md5sums: texts.get("md5sums") ?? "", alternatives };
}

function placed({ xattrs: _, ...entry }: PlacedHeader): DebEntry {
  const path = usrPath(entry.path);
  if (entry.type !== "hardlink" || entry.linkTarget === undefined) return { ...entry, path };
  return { ...entry, path, linkTarget: usrPath(entry.linkTarget) };
}

function bad(where: string, why: string): CooperError {
  return new CooperError(`this is no Debian package: ${why}`, {
    code: "BAD_DEB",
    where,
    hint: "Compare the file with the one in Debian's archive.",
  });
}
