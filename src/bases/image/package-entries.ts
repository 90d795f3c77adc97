import type { LayerEntry } from "../../layers/spec.ts";
import type { Deb, DebEntry } from "./deb.ts";
import type { FileFilter } from "./file-filter.ts";
import { madeFile } from "./made-entry.ts";
import { usrPath } from "./usr-merge.ts";

const statusFolder = "var/lib/dpkg/status.d";

/**
 * The files of a package that go into the image, as runs of its tar, and the two files by which scanners know the
 * package: its description, and the checksums of the files that are there.
 */
export function packageEntries(name: string, deb: Deb, filter: FileFilter): LayerEntry[] {
  const kept = deb.entries.filter(({ path }) => filter(path));
  return [
    ...kept.map((entry) => layerEntry(ownFile(entry, deb, filter), deb)),
    madeFile(`${statusFolder}/${name}`, deb.control),
    madeFile(`${statusFolder}/${name}.md5sums`, checksums(deb.md5sums, filter)),
  ];
}

/** A hard link to a file that is left out takes the file's place. */
function ownFile(entry: DebEntry, deb: Deb, filter: FileFilter): DebEntry {
  if (entry.type !== "hardlink" || filter(entry.linkTarget ?? "")) return entry;
  const file = deb.entries.find(({ path }) => path === entry.linkTarget);
  return file ? { ...file, path: entry.path } : entry;
}

function layerEntry({ offset, ...entry }: DebEntry, { blobs: [blob] }: Deb): LayerEntry {
  if (entry.type !== "file") return entry;
  return { ...entry, source: { from: "blob", blob, offset, length: entry.size } };
}

/** Lines of md5sum(1), with the paths at which the files lie. */
function checksums(md5sums: string, filter: FileFilter): string {
  const lines = md5sums.split("\n").flatMap((line) => {
    const [, sum, path] = /^([0-9a-f]{32}) [ *](.+)$/.exec(line) ?? [];
    return path === undefined || !filter(usrPath(path)) ? [] : [`${sum}  ${usrPath(path)}\n`];
  });
  return lines.join("");
}
