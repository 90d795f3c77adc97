import { archiveError } from "./archive-error.ts";
import { quotePath } from "./path-bytes.ts";

/** How many symlinks a path may lead through, as in Linux. */
const maxLinks = 40;

/**
 * The path of an archive member in the form of `EntryHeader.path`: no `./` at the start, no `/` at the end,
 * no doubled slashes. `.` and `./` are the root, the empty text. Fails with `UNSAFE_PATH` for absolute and
 * empty paths, `..` and NUL. `where` names the archive.
 */
export function safePath(raw: string, where: string | undefined): string {
  if (raw === "") throw unsafe("an archive member has no name", where);
  if (raw.includes("\0")) throw unsafe(`${quotePath(raw)} has a NUL byte in its path`, where);
  if (raw.startsWith("/")) throw unsafe(`${quotePath(raw)} is an absolute path`, where);
  if (!needsCare.test(raw)) return raw;
  const parts = raw.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) throw unsafe(`${quotePath(raw)} climbs out with ".."`, where);
  return parts.join("/");
}

/** Paths that are not in normal form, or may not be: a part that is empty or starts with a dot. */
const needsCare = /(^|\/)(\.|\/|$)/;

/**
 * Refuses members that lie below a symlink of the same archive which leads out of the root: the classic way
 * to write a file elsewhere. An absolute link counts as leading out. Use one guard for each archive, and show
 * it every entry.
 */
export class SymlinkGuard {
  readonly #links = new Map<string, string>();
  readonly #where: string | undefined;

  /** `where` names the archive. */
  constructor(where: string | undefined) {
    this.#where = where;
  }

  /** Fails with `UNSAFE_PATH` where the member's folder, or a hard link's target, lies outside. */
  admit(entry: { readonly path: string; readonly type: string; readonly linkTarget?: string }): void {
    this.#checkParents(entry.path);
    if (entry.type === "hardlink") this.#checkParents(entry.linkTarget ?? "");
    if (entry.type === "symlink") this.#links.set(entry.path, entry.linkTarget ?? "");
    else this.#links.delete(entry.path);
  }

  #checkParents(path: string): void {
    if (this.#links.size === 0) return;
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      if (this.#links.has(path.slice(0, end))) {
        this.#follow(path);
        return;
      }
    }
  }

  /** Walks a path part by part as a kernel would, within the root. */
  #follow(path: string): void {
    const ahead = path.split("/").slice(0, -1).reverse();
    const reached: string[] = [];
    let links = 0;
    for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
      if (part === "" || part === ".") continue;
      if (part === "..") {
        if (reached.pop() === undefined) throw this.#leadsOut(path);
        continue;
      }
      const target = this.#links.get([...reached, part].join("/"));
      if (target === undefined) {
        reached.push(part);
        continue;
      }
      links += 1;
      if (target.startsWith("/") || links > maxLinks) throw this.#leadsOut(path);
      ahead.push(...target.split("/").reverse());
    }
  }

  #leadsOut(path: string): Error {
    return unsafe(
      `${quotePath(path)} lies behind a symlink of the same archive that leads out of it`,
      this.#where,
    );
  }
}

function unsafe(message: string, where: string | undefined): Error {
  return archiveError("UNSAFE_PATH", message, where);
}
