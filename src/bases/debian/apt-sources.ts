import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../core/error.ts";
import { readOptional } from "../../core/optional-file.ts";
import type { ArchiveName } from "../lock/lock-file.ts";
import { type Paragraph, parseControl } from "./control.ts";

/** One entry of the machine's package sources. */
interface AptSource {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** The keyring that apt checks it against. */
  readonly signedBy: string;
}

/**
 * Where this machine's apt finds Debian's archives over HTTP. Archives of others are told apart by their suites,
 * components, keyrings and paths. Source: sources.list(5).
 * @param folder - Usually `/etc/apt`.
 */
export async function aptArchives(folder: string): Promise<Partial<Record<ArchiveName, string>>> {
  const found: Partial<Record<ArchiveName, string>> = {};
  for (const source of await readSources(folder)) {
    const uri = source.uris.find((candidate) => /^https?:\/\//.test(candidate));
    const archive = archiveOf(source);
    if (uri !== undefined && archive !== undefined) found[archive] ??= uri.replace(/\/+$/, "");
  }
  return found;
}

/** `bookworm`, `stable-updates`, `trixie-security`; `bullseye/updates` is older than anything cooper knows. */
const suitePattern =
  /^(bullseye|bookworm|trixie|forky|sid|(?:old)*stable|testing|unstable)(-updates|-security)?$/;

function archiveOf({ uris, suites, components, signedBy }: AptSource): ArchiveName | undefined {
  const matches = suites.map((suite) => suitePattern.exec(suite)).filter((match) => match !== null);
  const official =
    signedBy.includes("debian-archive") || uris.some((uri) => /\/debian(-security)?\/*$/.test(uri));
  if (matches.length === 0 || !components.includes("main") || !official) return undefined;
  return matches.some(([, , pocket]) => pocket === "-security") ? "debian-security" : "debian";
}

async function readSources(folder: string): Promise<AptSource[]> {
  const parts = (await namesIn(join(folder, "sources.list.d"))).map((name) => join("sources.list.d", name));
  const files = ["sources.list", ...parts].filter((name) => /\.(list|sources)$/.test(name));
  const read = files.map(async (name) => {
    const text = (await readOptional(join(folder, name))) ?? "";
    return name.endsWith(".sources") ? parseControl(text).flatMap(fromParagraph) : fromLines(text);
  });
  return (await Promise.all(read)).flat();
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

/** Of a `.sources` file. */
function fromParagraph(paragraph: Paragraph): AptSource[] {
  const words = (name: string) => paragraph.get(name)?.split(/\s+/).filter(Boolean) ?? [];
  if (!words("types").includes("deb") || /^(no|false|0|off)$/i.test(paragraph.get("enabled") ?? ""))
    return [];
  return [
    {
      uris: words("uris"),
      suites: words("suites"),
      components: words("components"),
      signedBy: paragraph.get("signed-by") ?? "",
    },
  ];
}

/** Of a `.list` file: `deb [signed-by=…] URI SUITE COMPONENT…`. */
function fromLines(text: string): AptSource[] {
  return text.split("\n").flatMap((line) => {
    const [, options = "", uri, suite, rest] =
      /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line) ?? [];
    if (uri === undefined || suite === undefined || rest === undefined) return [];
    return [{ uris: [uri], suites: [suite], components: rest.trim().split(/\s+/), signedBy: options }];
  });
}
