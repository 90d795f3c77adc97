import type { Annotations, Descriptor } from "../../oci/descriptor.ts";
import { type IndexManifest, isIndexType, parseIndexManifest } from "../../oci/index-manifest.ts";
import { isManifestType, type Manifest, parseManifest } from "../../oci/manifest.ts";
import type { OutgoingManifest } from "./registry-client.ts";

/** What a manifest refers to, and how a list of referrers describes it. */
export interface Referrer {
  readonly subject: Descriptor;
  readonly artifactType: string | undefined;
  readonly annotations: Annotations | undefined;
}

/** The subject of a manifest or index; nothing where it has none or is something else. */
export function referrerOf({ bytes, mediaType }: OutgoingManifest): Referrer | undefined {
  const document = documentOf(bytes, mediaType);
  if (!document?.subject) return undefined;
  const { subject, annotations } = document;
  return { subject, annotations, artifactType: artifactTypeOf(document) };
}

function documentOf(bytes: Uint8Array, type: string): Manifest | IndexManifest | undefined {
  if (isIndexType(type)) return parseIndexManifest(bytes);
  return isManifestType(type) ? parseManifest(bytes) : undefined;
}

/** A manifest without an artifact type is of the type of its config. Source: OCI distribution 1.1, "Listing Referrers". */
function artifactTypeOf(document: Manifest | IndexManifest): string | undefined {
  if (document.artifactType !== undefined) return document.artifactType;
  return "config" in document ? document.config.mediaType : undefined;
}
