import { appendFile } from "node:fs/promises";
import type { BuiltImage } from "../api/built-image.ts";
import type { PushedImage } from "../api/push.ts";
import { formatSize } from "../core/bytesize.ts";

/** Appends to a summary, as CI services show one beside a run. */
export async function appendSummary(file: string, markdown: string): Promise<void> {
  await appendFile(file, `${markdown}\n`);
}

/** A table of what was built: image, platform, size, digest. */
export function buildTable(images: readonly BuiltImage[]): string {
  const rows = images.flatMap((image) =>
    image.platforms.map(({ platform, size, layers }) => [
      image.name,
      platform,
      formatSize(size),
      String(layers),
      code(image.index.digest),
      image.cached ? "unchanged" : "built",
    ]),
  );
  return section("Images", ["Image", "Platform", "Size", "Layers", "Digest", ""], rows);
}

/** A table of what was published: image, tags, reference by digest, bytes sent. */
export function pushTable(images: readonly PushedImage[]): string {
  const rows = images.map(({ name, tags, reference, outcome }) => [
    name,
    tags.map(({ tag }) => code(tag)).join(" "),
    code(reference),
    formatSize(outcome.bytes),
  ]);
  return section("Published", ["Image", "Tags", "Reference", "Sent"], rows);
}

function section(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return `### ${title}\n\nNone.\n`;
  const lines = [columns, columns.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `### ${title}\n\n${lines.join("\n")}\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}
