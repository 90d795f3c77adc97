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
  const [before, after] = [formatSize(diff.before.unpackedSize), formatSize(diff.after.unpackedSize)];
  const packages = diff.packages.map(({ kind, name, ...change }) => ({ name: `${kind} ${name}`, ...change }));
  const settings = diff.settings.map(({ field: name, ...change }) => ({ name, ...change }));
  const files = diff.files.slice(0, mostFiles).map((file) => ({
    name: `/${file.path}`,
    before: sizeOf(file.before),
    after: sizeOf(file.after),
  }));
  const left = diff.files.length - files.length;
  const parts = [
    [`${paint("bold", "Size")} ${before} → ${after}`],
    section("Packages", packages, paint),
    section("Settings", settings, paint),
    [...section("Files", files, paint), ...(left > 0 ? [`and ${left} more`] : [])],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

interface Change {
  readonly name: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

function sizeOf(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatSize(bytes);
}

function section(title: string, changes: readonly Change[], paint: Paint): readonly string[] {
  if (changes.length === 0) return [];
  return [paint("bold", title), ...changes.map((change) => describeChange(change, paint))];
}

function describeChange({ name, before, after }: Change, paint: Paint): string {
  if (before === undefined) return paint("green", `+ ${name} ${after}`);
  if (after === undefined) return paint("red", `- ${name} ${before}`);
  return paint("yellow", `~ ${name} ${before} → ${after}`);
}
