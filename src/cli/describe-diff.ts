import type { ImageDiff } from "../api/inspect.ts";
import { formatSize } from "../core/bytesize.ts";
import type { Paint } from "./style.ts";

/** How many changed files are listed before the rest is only counted. */
const mostFiles = 50;

const sameContent =
  "No package, file or setting differs: the images are compressed, layered or dated in another way.\n";

/** What differs between two images, as lines that read like a diff. */
export function describeDiff(diff: ImageDiff, paint: Paint): string {
  if (diff.before.digest === diff.after.digest) return "The images are the same, byte for byte.\n";
  if (diff.packages.length + diff.settings.length + diff.files.length === 0) return sameContent;
  const change = (name: string, before?: string, after?: string) => {
    if (before === undefined) return paint("green", `+ ${name} ${after}`);
    if (after === undefined) return paint("red", `- ${name} ${before}`);
    return paint("yellow", `~ ${name} ${before} → ${after}`);
  };
  const size = (bytes: number | undefined) => (bytes === undefined ? undefined : formatSize(bytes));
  const files = diff.files
    .slice(0, mostFiles)
    .map((file) => change(`/${file.path}`, size(file.before), size(file.after)));
  const left = diff.files.length - files.length;
  const parts = [
    [
      `${paint("bold", "Size")} ${formatSize(diff.before.unpackedSize)} → ${formatSize(diff.after.unpackedSize)}`,
    ],
    titled(
      "Packages",
      diff.packages.map(({ kind, name, before, after }) => change(`${kind} ${name}`, before, after)),
      paint,
    ),
    titled(
      "Settings",
      diff.settings.map(({ field, before, after }) => change(field, before, after)),
      paint,
    ),
    titled("Files", left > 0 ? [...files, `and ${left} more`] : files, paint),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function titled(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [paint("bold", title), ...lines];
}
