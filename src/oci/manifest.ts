import type { Buffer } from "node:buffer";
import type { Annotations, Descriptor } from "./descriptor.ts";
import { parseDocument, writeDocument } from "./document.ts";
import { mediaTypeOf, without } from "./document-kind.ts";
import { mediaType } from "./media-type.ts";
import { annotations, descriptor, list, object, only, optional, text } from "./shape.ts";

/** One image on one platform. Source: OCI image specification, manifest.md; Docker's schema 2 has the same fields. */
export interface Manifest {
  readonly schemaVersion: 2;
  readonly mediaType: string;
  readonly artifactType?: string;
  readonly config: Descriptor;
  /** Lowest first. */
  readonly layers: readonly Descriptor[];
  /** The manifest that this one is about. */
  readonly subject?: Descriptor;
  readonly annotations?: Annotations;
}

/** Whether a media type is that of an image manifest, OCI's or Docker's. */
export function isManifestType(type: string): boolean {
  return type === mediaType.manifest || type === mediaType.dockerManifest;
}

/** Parses raw bytes; throws `BAD_MANIFEST`. `where` says in errors which image it is. */
export function parseManifest(raw: Uint8Array, where?: string): Manifest {
  return parseDocument(raw, checked, { name: "manifest", code: "BAD_MANIFEST", where });
}

/** The bytes of a manifest of our own. Never used for one that was received. */
export function writeManifest(manifest: Manifest): Buffer {
  return writeDocument(manifest, shape);
}

const kind = "an image manifest";
const manifestType = mediaTypeOf({ usual: mediaType.manifest, fits: isManifestType, kind });

const shape = object<Manifest>({
  schemaVersion: only(2),
  mediaType: manifestType,
  artifactType: optional(text),
  config: descriptor,
  layers: list(descriptor),
  subject: optional(descriptor),
  annotations: optional(annotations),
});

const checked = without(shape, ["manifests"], kind);
