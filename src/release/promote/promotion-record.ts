import { Buffer } from "node:buffer";
import type { Annotations, Descriptor } from "../../oci/descriptor.ts";
import { type Digest, digestOf } from "../../oci/digest.ts";
import { writeManifest } from "../../oci/manifest.ts";
import { mediaType } from "../../oci/media-type.ts";

/** The kind of artifact that a promotion leaves behind. */
export const promotionType = "application/vnd.cooper.promotion.v1";

/** Who moved what, when, from where to where. */
export interface PromotionRecord {
  /** The image that was promoted. */
  readonly digest: Digest;
  readonly by: string;
  /** RFC 3339 in UTC, with milliseconds. */
  readonly at: string;
  /** Names of environments. */
  readonly from: string;
  readonly to: string;
  /** The tag it was chosen by, such as `1.4.2`. */
  readonly tag?: string | undefined;
  /** Whether an earlier image was brought back. */
  readonly rollback: boolean;
}

const prefix = "dev.cooper.promotion";
const created = "org.opencontainers.image.created";

/** The content of the empty config and of the empty layer. Source: OCI image specification, manifest.md. */
export const emptyBlob = Buffer.from("{}");

/** Describes {@link emptyBlob}. */
export const emptyDescriptor: Descriptor = {
  mediaType: mediaType.empty,
  digest: digestOf(emptyBlob),
  size: emptyBlob.length,
};

/** The manifest of an artifact with no content but annotations, attached to its subject. */
export function writeRecord(record: PromotionRecord, subject: Descriptor): Buffer {
  const { mediaType: type, digest, size } = subject;
  return writeManifest({
    schemaVersion: 2,
    mediaType: mediaType.manifest,
    artifactType: promotionType,
    config: emptyDescriptor,
    layers: [emptyDescriptor],
    subject: { mediaType: type, digest, size },
    annotations: annotationsOf(record),
  });
}

function annotationsOf({ by, at, from, to, tag, rollback }: PromotionRecord): Annotations {
  return {
    [created]: at,
    [`${prefix}.by`]: by,
    [`${prefix}.from`]: from,
    [`${prefix}.to`]: to,
    ...(tag === undefined ? {} : { [`${prefix}.tag`]: tag }),
    ...(rollback ? { [`${prefix}.rollback`]: "true" } : {}),
  };
}

/** Reads what {@link writeRecord} wrote; nothing where annotations are lacking. */
export function readRecord(digest: Digest, annotations: Annotations): PromotionRecord | undefined {
  const of = (name: string) => annotations[`${prefix}.${name}`];
  const [at, by, from, to] = [annotations[created], of("by"), of("from"), of("to")];
  if (at === undefined || by === undefined || from === undefined || to === undefined) return undefined;
  return { digest, by, at, from, to, tag: of("tag"), rollback: of("rollback") === "true" };
}
