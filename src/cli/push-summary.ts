import type { PushedImage } from "../api/push.ts";
import { formatSize } from "../core/bytesize.ts";
import type { Paint } from "./style.ts";
import { table } from "./table.ts";

/** How to show a push. */
export interface PushSummaryOptions {
  readonly paint: Paint;
  /** Whether nothing was sent, only found out. */
  readonly dryRun: boolean;
}

/** One line an image: where it is, under which tags, and what had to be sent. */
export function pushSummary(images: readonly PushedImage[], options: PushSummaryOptions): string {
  if (images.length === 0) return "Nothing to push.\n";
  const rows = images.map((image) => [
    options.paint("bold", image.name),
    image.reference,
    image.tags.map(({ tag }) => tag).join(", "),
    sending(image, options),
  ]);
  const columns = [
    { title: "IMAGE" },
    { title: "REFERENCE" },
    { title: "TAGS" },
    { title: options.dryRun ? "WOULD SEND" : "SENT" },
  ];
  return `${table(columns, rows)}\n`;
}

function sending({ outcome }: PushedImage, { paint }: PushSummaryOptions): string {
  const { tags, manifests, blobs, bytes } = outcome;
  if (tags.length + manifests + blobs === 0) return paint("dim", "nothing");
  if (manifests + blobs === 0) return paint("green", `${tags.length} ${tags.length === 1 ? "tag" : "tags"}`);
  return paint("green", formatSize(bytes));
}
