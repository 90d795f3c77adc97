import { documentLimit } from "../../oci/document.ts";
import { RegistryError } from "./registry-error.ts";

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Whether the list goes on after it. */
  readonly more: boolean;
}

/** At most `n` of the names that come after `last`, as the query of a request says. The names are sorted. */
export function pageOf(names: readonly string[], query: URLSearchParams): Page<string> {
  const last = query.get("last");
  const rest = last === null ? names : names.filter((name) => name > last);
  const most = numberAsked(query);
  // A page of nothing would lead to itself.
  return { items: rest.slice(0, most), more: most > 0 && rest.length > most };
}

function numberAsked(query: URLSearchParams): number {
  const n = query.get("n");
  if (n === null) return Number.POSITIVE_INFINITY;
  if (/^\d{1,15}$/.test(n)) return Number(n);
  throw new RegistryError("UNSUPPORTED", `n must be a whole number, not "${n}"`, { status: 400 });
}

/** As many items as fit into a document that every client reads, and one at least. */
export function roomyPage<T>(items: readonly T[], room: number = documentLimit - 1024): Page<T> {
  let size = 0;
  const end = items.findIndex((item, at) => {
    size += Buffer.byteLength(JSON.stringify(item)) + 1;
    return at > 0 && size > room;
  });
  return end < 0 ? { items, more: false } : { items: items.slice(0, end), more: true };
}

/** The header that names the next page. Source: RFC 8288. */
export function nextLink(path: string, query: URLSearchParams, last: string): string {
  const next = new URLSearchParams(query);
  next.set("last", last);
  return `<${path}?${next}>; rel="next"`;
}
