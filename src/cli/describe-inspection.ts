import type { ImageInspection } from "../api/inspect.ts";
import { formatSize } from "../core/bytesize.ts";
import { formatPlatform } from "../oci/platform.ts";
import type { Paint } from "./style.ts";
import { table } from "./table.ts";

const size = { title: "SIZE", align: "right" } as const;

/** What is in an image, as a page for a person. */
export function describeInspection(image: ImageInspection, paint: Paint): string {
  const parts = [
    facts(image, paint),
    section("Layers, lowest first", layers(image), paint),
    section("Files by folder", folders(image), paint),
  ];
  if (image.shadowed.length > 0) parts.push(section("Carried in vain", shadowed(image), paint));
  return `${parts.join("\n\n")}\n`;
}

function facts({ digest, platform, created, settings, unpackedSize }: ImageInspection, paint: Paint): string {
  const words = (list: readonly string[] | undefined) => list && JSON.stringify(list);
  const rows: readonly (readonly [name: string, value: string | undefined])[] = [
    ["digest", digest],
    ["platform", formatPlatform(platform)],
    ["size", formatSize(unpackedSize)],
    ["created", created],
    ["user", settings.user],
    ["workdir", settings.workdir],
    ["entrypoint", words(settings.entrypoint)],
    ["arguments", words(settings.cmd)],
    ["ports", settings.ports?.join(", ")],
    ["health", words(settings.healthcheck?.test)],
    ...pairs("env", settings.env),
    ...pairs("label", settings.labels),
  ];
  return rows
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${paint("dim", name.padEnd(10))} ${value}`)
    .join("\n");
}

function pairs(title: string, values: Readonly<Record<string, string>> = {}): (readonly [string, string])[] {
  return Object.entries(values).map(([name, value]) => [title, `${name}=${value}`] as const);
}

function layers({ layers }: ImageInspection): string {
  const columns = [
    { title: "#", align: "right" },
    size,
    { title: "FILES", align: "right" },
    { title: "LAYER" },
  ] as const;
  const rows = layers.map(({ name, unpackedSize, files }, i) => [
    String(i),
    formatSize(unpackedSize),
    String(files),
    name,
  ]);
  return table(columns, rows);
}

function folders({ directories }: ImageInspection): string {
  const columns = [size, { title: "FILES", align: "right" }, { title: "FOLDER" }] as const;
  const large = directories.filter(({ bytes }) => bytes >= 100_000);
  return table(
    columns,
    large.map(({ path, bytes, files }) => [formatSize(bytes), String(files), `/${path}`]),
  );
}

function shadowed({ shadowed }: ImageInspection): string {
  const columns = [
    size,
    { title: "LAYER", align: "right" },
    { title: "BY", align: "right" },
    { title: "FILE" },
  ] as const;
  const rows = shadowed
    .slice(0, 20)
    .map((file) => [
      formatSize(file.size),
      String(file.layer),
      `${file.how === "removed" ? "-" : ""}${file.by}`,
      `/${file.path}`,
    ]);
  const more = shadowed.length > rows.length ? `\nand ${shadowed.length - rows.length} more` : "";
  return table(columns, rows) + more;
}

function section(title: string, body: string, paint: Paint): string {
  return `${paint("bold", title)}\n${body}`;
}
