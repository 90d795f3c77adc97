import { CooperError } from "../../core/error.ts";
import type { ArchiveName } from "../lock/lock-file.ts";
import type { Paragraph } from "./control.ts";

/** One paragraph of a Packages index. Relations are kept as text, since few of them are ever looked at. */
export interface BinaryPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** Name of the source package. */
  readonly source: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** Bytes of the `.deb`. */
  readonly size: number;
  /** Relative to the root of the archive. */
  readonly path: string;
  readonly archive: ArchiveName;
  readonly suite: string;
  /** `required`, `important`, `standard`, `optional` or `extra`. */
  readonly priority: string;
  /** Pre-Depends and Depends. */
  readonly depends: string;
  /** Conflicts and Breaks: what may not be there beside it. */
  readonly excludes: string;
  readonly provides: string;
}

/** The fields of a Packages index that a {@link BinaryPackage} is made from. */
export const packageFields: ReadonlySet<string> = new Set([
  "package",
  "version",
  "architecture",
  "source",
  "sha256",
  "size",
  "filename",
  "priority",
  "pre-depends",
  "depends",
  "conflicts",
  "breaks",
  "provides",
]);

/** Where a paragraph was found. */
export interface PackageOrigin {
  readonly archive: ArchiveName;
  readonly suite: string;
}

/** Reads one paragraph of a Packages index; fails with `BAD_PACKAGES`. Source: Debian repository format, "Packages". */
export function readPackage(paragraph: Paragraph, origin: PackageOrigin): BinaryPackage {
  const name = paragraph.get("package") ?? "";
  const field = (key: string) => paragraph.get(key) || missing(name, key, origin);
  return {
    name: name || missing("?", "package", origin),
    version: field("version"),
    architecture: field("architecture"),
    source: paragraph.get("source")?.split(" ")[0] ?? name,
    sha256: field("sha256"),
    size: Number(field("size")),
    path: field("filename"),
    ...origin,
    priority: paragraph.get("priority") ?? "optional",
    depends: join(paragraph.get("pre-depends"), paragraph.get("depends")),
    excludes: join(paragraph.get("conflicts"), paragraph.get("breaks")),
    provides: paragraph.get("provides") ?? "",
  };
}

function join(...fields: readonly (string | undefined)[]): string {
  return fields.filter(Boolean).join(", ");
}

function missing(name: string, key: string, { suite }: PackageOrigin): never {
  throw new CooperError(`package ${name} of ${suite} has no ${key} field`, {
    code: "BAD_PACKAGES",
    hint: "The mirror serves an index that cooper cannot read; try another one with COOPER_DEBIAN_MIRROR.",
  });
}
