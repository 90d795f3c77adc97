import type { Buffer } from "node:buffer";
import { CooperError } from "../core/error.ts";
import type { Annotations, Descriptor } from "./descriptor.ts";
import { parseDocument, writeDocument } from "./document.ts";
import { mediaType } from "./media-type.ts";
import { formatPlatform, type Platform, samePlatform } from "./platform.ts";
import {
  annotations,
  descriptor,
  list,
  object,
  only,
  optional,
  type Shape,
  ShapeError,
  text,
} from "./shape.ts";

/** The manifests of one image on several platforms. Source: OCI image specification, image-index.md. */
export interface IndexManifest {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly manifests: readonly Descriptor[];
  /** The manifest that this one is about. */
  readonly subject?: Descriptor;
  readonly annotations?: Annotations;
}

/** Whether a media type is that of an index: OCI's, or Docker's manifest list. */
export function isIndexType(type: string): boolean {
  return type === mediaType.index || type === mediaType.dockerIndex;
}

/** Parses raw bytes; throws `BAD_INDEX`. `where` says in errors which image it is. */
export function parseIndexManifest(raw: Uint8Array, where?: string): IndexManifest {
  return parseDocument(raw, checked, { name: "image index", code: "BAD_INDEX", where });
}

/** The bytes of an index of our own. Never used for one that was received. */
export function writeIndexManifest(index: IndexManifest): Buffer {
  return writeDocument(index, shape);
}

/**
 * Of the manifests of an index the one for exactly this platform, the first where there are several (the
 * specification's rule). There is no "closest" one: `NO_PLATFORM` lists what is there.
 */
export function choosePlatform(
  manifests: readonly Descriptor[],
  wanted: Platform,
  where?: string,
): Descriptor {
  const found = manifests.find((m) => m.platform && samePlatform(m.platform, wanted));
  if (found) return found;
  const there = platformsOf(manifests).map(formatPlatform).join(", ");
  throw new CooperError(`there is no image for ${formatPlatform(wanted)}`, {
    code: "NO_PLATFORM",
    where,
    hint: there === "" ? "What is there names no platform at all." : `It has ${there}.`,
  });
}

/** The platforms of manifests in their order. Attestations, which BuildKit files under `unknown`, have none. */
export function platformsOf(manifests: readonly Descriptor[]): Platform[] {
  return manifests.flatMap((m) => (m.platform && m.platform.os !== "unknown" ? [m.platform] : []));
}

const indexType: Shape<string> = (value, path) => {
  if (value === undefined) return mediaType.index;
  if (typeof value === "string" && isIndexType(value)) return value;
  throw new ShapeError(path, "the media type of an image index", value);
};

const shape = object<IndexManifest>({
  schemaVersion: only(2),
  mediaType: indexType,
  artifactType: optional(text),
  manifests: list(descriptor),
  subject: optional(descriptor),
  annotations: optional(annotations),
});

/** One digest must not be read as an index by one client and as a manifest by another: CVE-2021-41190. */
const checked: Shape<IndexManifest> = (value, path) => {
  const index = shape(value, path);
  const stray = ["config", "layers"].find((name) => Object.hasOwn(value as object, name));
  if (stray === undefined) return index;
  throw new ShapeError(stray, "absent from an image index", (value as Record<string, unknown>)[stray]);
};
