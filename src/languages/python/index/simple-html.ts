import { digestFromHex } from "../../../oci/digest.ts";
import { lastPartOf } from "../requirements/direct-file.ts";
import type { Candidate } from "./candidate.ts";

/**
 * The files that the anchors of an HTML page lead to; what is no file of a package is left for the reader to pass
 * over. A quoted value may hold `>`, which many pages forget to escape. Source: PEP 503.
 */
export function parseSimpleHtml(html: string, pageUrl: string): Candidate[] {
  const page = html.replace(/<!--[\s\S]*?(?:-->|$)/g, "");
  const base = new URL(attributesOf(page, "base")[0]?.get("href") ?? "", pageUrl).href;
  return attributesOf(page, "a").flatMap((attributes) => {
    const href = attributes.get("href");
    if (!href || !URL.canParse(href, base)) return [];
    const url = new URL(href, base);
    const sha256 = /(?:^#|&)sha256=([0-9a-f]{64})/i.exec(url.hash)?.[1];
    url.hash = "";
    return [
      {
        filename: lastPartOf(url.href),
        url: url.href,
        digest: sha256 === undefined ? undefined : digestFromHex(sha256, pageUrl),
        requiresPython: attributes.get("data-requires-python"),
      },
    ];
  });
}

/** The attributes of every tag of one name. A tag ends before the next one, also where its own end is missing. */
function attributesOf(html: string, tag: string): Map<string, string>[] {
  const tags = new RegExp(`<${tag}\\s((?:"[^"]*"|'[^']*'|[^<>"'])*)>`, "gi");
  return Array.from(html.matchAll(tags), ([, inside = ""]) => {
    const pairs = inside.matchAll(/([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g);
    return new Map(
      Array.from(pairs, ([, name = "", ...values]) => [
        name.toLowerCase(),
        decodeEntities(values.find((value) => value !== undefined) ?? ""),
      ]),
    );
  });
}

const entities = new Map(Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }));

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : Number.NaN;
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    return entities.get(name?.toLowerCase()) ?? whole;
  });
}
