import type { Buffer } from "node:buffer";
import { CooperError } from "../core/error.ts";
import type { Annotations, Descriptor } from "./descriptor.ts";
import { parseDocument, writeDocument } from "./document.ts";
import { mediaTypeOf, without } from "./document-kind.ts";
import { mediaType } from "./media-type.ts";
import { formatPlatform, type Platform, samePlatform } from "./platform.ts";
import { annotations, descriptor, list, object, only, optional, text } from "./shape.ts";

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

const kind = "an image index";
const indexType = mediaTypeOf({ usual: mediaType.index, fits: isIndexType, kind });

const shape = object<IndexManifest>({
  schemaVersion: only(2),
  mediaType: indexType,
  artifactType: optional(text),
  manifests: list(descriptor),
  subject: optional(descriptor),
  annotations: optional(annotations),
});

const checked = without(shape, ["config", "layers"], kind);
