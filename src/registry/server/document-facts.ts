import { defined } from "../../core/defined.ts";
import { messageOf } from "../../core/error.ts";
import type { Annotations } from "../../oci/descriptor.ts";
import { parseDocument } from "../../oci/document.ts";
import { isIndexType } from "../../oci/index-manifest.ts";
import { isManifestType } from "../../oci/manifest.ts";
import { isForeign } from "../../oci/media-type.ts";
import {
  annotations,
  count,
  list,
  object,
  only,
  optional,
  type Shape,
  ShapeError,
  text,
} from "../../oci/shape.ts";
import { type ContentDigest, isContentDigest } from "./content-digest.ts";
import { RegistryError } from "./registry-error.ts";
import type { Held, HeldManifest } from "./repository.ts";

/** What a registry must know of a manifest or index. */
export interface DocumentFacts {
  readonly mediaType: string;
  /** Configs and layers that the repository must have. */
  readonly parts: readonly ContentDigest[];
  /** Manifests that the repository must have. */
  readonly manifests: readonly ContentDigest[];
  readonly subject?: ContentDigest | undefined;
  readonly artifactType?: string | undefined;
  readonly annotations?: Annotations | undefined;
}

interface Named {
  readonly mediaType: string;
  readonly digest: ContentDigest;
  readonly size: number;
}

/** The fields of manifests and indexes; which of them must be there depends on which it is. */
interface Fields {
  readonly schemaVersion: 2;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: Named;
  readonly layers?: readonly Named[];
  readonly manifests?: readonly Named[];
  readonly subject?: Named;
  readonly annotations?: Annotations;
}

const digest: Shape<ContentDigest> = (value, path) => {
  if (isContentDigest(value)) return value;
  throw new ShapeError(path, "a sha256 or sha512 digest", value);
};

const named = object<Named>({ mediaType: text, digest, size: count });

const fields = object<Fields>({
  schemaVersion: only(2),
  mediaType: optional(text),
  artifactType: optional(text),
  config: optional(named),
  layers: optional(list(named)),
  manifests: optional(list(named)),
  subject: optional(named),
  annotations: optional(annotations),
});

/** Reads and checks a manifest or index that was pushed as `type`. Refuses with `MANIFEST_INVALID`. */
export function readFacts(raw: Uint8Array, type: string): DocumentFacts {
  const document = parsed(raw);
  const mediaType = type === "" ? (document.mediaType ?? "") : type;
  if (document.mediaType !== undefined && document.mediaType !== mediaType) {
    throw invalid(`it calls itself ${document.mediaType}, and the request calls it ${mediaType}`);
  }
  if (isIndexType(mediaType)) return indexFacts(document, mediaType);
  if (isManifestType(mediaType)) return manifestFacts(document, mediaType);
  throw invalid(`"${mediaType}" is no media type of a manifest or index of OCI 1.x or Docker's schema 2`);
}

/** One digest must not be read as a manifest by one client and as an index by another: CVE-2021-41190. */
function manifestFacts(document: Fields, mediaType: string): DocumentFacts {
  const { config, layers, artifactType, manifests } = document;
  if (!config || !layers || manifests) throw invalid("a manifest has config and layers, and no manifests");
  const parts = [config, ...layers].filter((part) => !isForeign(part.mediaType)).map((part) => part.digest);
  return {
    ...common(document),
    mediaType,
    parts,
    manifests: [],
    artifactType: artifactType || config.mediaType,
  };
}

function indexFacts(document: Fields, mediaType: string): DocumentFacts {
  const { config, layers, artifactType, manifests } = document;
  if (!manifests || config || layers) throw invalid("an index has manifests, and neither config nor layers");
  return {
    ...common(document),
    mediaType,
    parts: [],
    manifests: manifests.map((manifest) => manifest.digest),
    artifactType: artifactType || undefined,
  };
}

/** What a repository has of a manifest that it holds. Only what is about another is ever listed with its annotations. */
export function heldManifest(
  { mediaType, subject, artifactType, annotations }: DocumentFacts,
  { stored, size, needs = [] }: Held & Pick<HeldManifest, "needs">,
): HeldManifest {
  const about = subject === undefined ? {} : defined({ subject, artifactType, annotations });
  return { stored, size, mediaType, ...about, ...(needs.length > 0 && { needs }) };
}

function common({ subject, annotations }: Fields): Pick<DocumentFacts, "subject" | "annotations"> {
  return { subject: subject?.digest, annotations };
}

function parsed(raw: Uint8Array): Fields {
  try {
    return parseDocument(raw, fields, { name: "manifest", code: "MANIFEST_INVALID" });
  } catch (error) {
    throw invalid(messageOf(error));
  }
}

function invalid(why: string): RegistryError {
  return new RegistryError("MANIFEST_INVALID", why, { status: 400 });
}
