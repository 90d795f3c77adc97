import { formatSize } from "../../core/bytesize.ts";
import type { PublishOutcome } from "./publish-image.ts";

/** Whether there was nothing to do. */
export function isIdle({ tags, manifests, blobs }: PublishOutcome): boolean {
  return tags.length + manifests + blobs === 0;
}

/** `12 blobs (12.3 MB), 3 manifests, 2 tags`. */
export function describeOutcome(outcome: PublishOutcome): string {
  if (isIdle(outcome)) return "nothing to send";
  const { blobs, bytes, mounted, manifests, tags } = outcome;
  const parts = [
    blobs > 0 ? `${blobs} blobs (${formatSize(bytes)})` : "",
    mounted > 0 ? `${mounted} mounted` : "",
    manifests > 0 ? `${manifests} manifests` : "",
    tags.length > 0 ? `${tags.length} ${tags.length === 1 ? "tag" : "tags"}` : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}
