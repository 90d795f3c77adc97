import { isDeepStrictEqual } from "node:util";
import type { Digest } from "../oci/digest.ts";
import { compareMaps } from "./compare-maps.ts";
import type { TreeFile } from "./file-tree.ts";
import type { Image } from "./image.ts";
import { type InstalledPackage, isPackageFile, packagesOf } from "./packages.ts";
import { settingsOf } from "./settings.ts";
import { type FileFact, type Snapshot, snapshotImage } from "./snapshot.ts";

/** From one image to another. `before` is absent for what was added, `after` for what was removed. */
export interface ImageDiff {
  readonly before: ImageSide;
  readonly after: ImageSide;
  /** Sorted by kind and name. */
  readonly packages: readonly PackageChange[];
  /** Sorted by path. Times do not count as a change; modes, owners, links and contents do. */
  readonly files: readonly FileChange[];
  readonly settings: readonly SettingChange[];
}

/** One of the two images. */
export interface ImageSide {
  readonly digest: Digest;
  /** Bytes of all files of all layers. */
  readonly unpackedSize: number;
}

/** A package that was added, removed or has another version. */
export interface PackageChange {
  readonly kind: InstalledPackage["kind"];
  readonly name: string;
  /** Version. */
  readonly before?: string;
  readonly after?: string;
}

/** A file that was added, removed or is not the same any more. */
export interface FileChange {
  readonly path: string;
  /** Bytes. */
  readonly before?: number;
  readonly after?: number;
}

/** A part of the config that was added, removed or says something else. */
export interface SettingChange {
  /** `user`, `entrypoint`, `env.PATH`, `labels.maintainer`. */
  readonly field: string;
  /** As it is written: lists as JSON. */
  readonly before?: string;
  readonly after?: string;
}

/** Compares what containers of two images see: packages, files and settings. */
export async function diffImages(before: Image, after: Image): Promise<ImageDiff> {
  const options = { digests: true, keep: isPackageFile };
  const [a, b] = [await snapshotImage(before, options), await snapshotImage(after, options)];
  return {
    before: sideOf(before, a),
    after: sideOf(after, b),
    packages: changedPackages(a, b),
    files: compareMaps(filesOf(a), filesOf(b), sameFile).map(([path, { before: from, after: to }]) => ({
      path,
      ...(from && { before: from.fact.size }),
      ...(to && { after: to.fact.size }),
    })),
    settings: compareMaps(fieldsOf(before), fieldsOf(after)).map(([field, change]) => ({ field, ...change })),
  };
}

function sideOf(image: Image, { layers }: Snapshot): ImageSide {
  const unpackedSize = layers.reduce((total, layer) => total + layer.bytes, 0);
  return { digest: image.descriptor.digest, unpackedSize };
}

function changedPackages(a: Snapshot, b: Snapshot): PackageChange[] {
  return compareMaps(versionsOf(a), versionsOf(b)).map(([key, change]) => {
    const [kind, name = ""] = key.split(" ");
    return { kind: kind as PackageChange["kind"], name, ...change };
  });
}

/** One package may be installed in two places with two versions. */
function versionsOf({ tree }: Snapshot): Map<string, string> {
  const versions = Map.groupBy(packagesOf(tree), ({ kind, name }) => `${kind} ${name}`);
  return new Map(
    [...versions].map(([key, found]) => [key, [...new Set(found.map((p) => p.version))].join(", ")]),
  );
}

function filesOf({ tree }: Snapshot): Map<string, TreeFile<FileFact>> {
  return new Map([...tree.files()].map((file) => [file.path, file]));
}

function sameFile({ fact: a }: TreeFile<FileFact>, { fact: b }: TreeFile<FileFact>): boolean {
  const fields = ["type", "mode", "uid", "gid", "size", "linkTarget", "digest"] as const;
  return fields.every((field) => a[field] === b[field]) && isDeepStrictEqual(a.xattrs, b.xattrs);
}

/** Maps become one field for each name, so that one changed variable reads as one change. */
function fieldsOf(image: Image): Map<string, string> {
  const fields = Object.entries(settingsOf(image.config)).flatMap(([name, value]) =>
    typeof value === "object" && !Array.isArray(value)
      ? Object.entries(value).map(([key, v]) => [`${name}.${key}`, written(v)] as const)
      : [[name, written(value)] as const],
  );
  return new Map(fields);
}

function written(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
