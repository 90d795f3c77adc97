import type { BuiltImage } from "../api/built-image.ts";
import { formatSize } from "../core/bytesize.ts";
import type { Paint } from "./style.ts";
import { table } from "./table.ts";

/** One line an image and platform: what a person wants to know after a build. */
export function buildSummary(images: readonly BuiltImage[], paint: Paint): string {
  if (images.length === 0) return "Nothing to build.\n";
  const rows = images.flatMap((image) =>
    image.platforms.map((platform, i) => [
      i === 0 ? paint("bold", image.name) : "",
      platform.platform,
      formatSize(platform.size),
      String(platform.layers),
      i === 0 ? short(image.index.digest) : "",
      image.cached ? paint("dim", "unchanged") : paint("green", "built"),
    ]),
  );
  const columns = [
    { title: "IMAGE" },
    { title: "PLATFORM" },
    { title: "SIZE", align: "right" },
    { title: "LAYERS", align: "right" },
    { title: "DIGEST" },
    { title: "" },
  ] as const;
  return `${table(columns, rows)}\n`;
}

function short(digest: string): string {
  return digest.slice(0, "sha256:".length + 12);
}
