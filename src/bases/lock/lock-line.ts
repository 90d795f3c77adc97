import { CooperError } from "../../core/error.ts";
import { type Digest, isDigest } from "../../oci/digest.ts";
import type { ArchiveName } from "./lock-file.ts";

/** A tuple of `N` texts. */
type Words<N extends number, T extends string[] = []> = T["length"] extends N ? T : Words<N, [...T, string]>;

/** One line of a lock file with its place, for messages. Whatever it refuses fails with `BAD_LOCK`. */
export class LockLine {
  readonly where: string;
  /** Without indent. */
  readonly text: string;
  readonly keyword: string;
  readonly #words: string[];

  constructor(content: string, where: string) {
    this.where = where;
    this.text = content.trim();
    const [keyword = "", ...words] = this.text.split(/\s+/);
    this.keyword = keyword;
    this.#words = words;
  }

  /** The words after the keyword, where there are as many as belong there. */
  words<N extends number>(count: N, most: number = count): [...Words<N>, ...string[]] {
    if (this.#words.length < count || this.#words.length > most) {
      this.fail(`"${this.keyword}" takes ${count} words, not ${this.#words.length}`);
    }
    return this.#words as [...Words<N>, ...string[]];
  }

  digest(text: string): Digest {
    return isDigest(text) ? text : this.fail(`"${text}" is not a sha256 digest`);
  }

  archive(text: string): ArchiveName {
    if (text === "debian" || text === "debian-security") return text;
    return this.fail(`"${text}" is not an archive that cooper knows`);
  }

  fail(why: string): never {
    const conflict = /^(<<<<<<<|=======|>>>>>>>)/.test(this.keyword);
    throw badLock(conflict ? "a merge conflict was left in it" : why, this.where);
  }
}

/** `BAD_LOCK`, with the way out. */
export function badLock(why: string, where: string): CooperError {
  return new CooperError(`the lock file cannot be read: ${why}`, {
    code: "BAD_LOCK",
    where,
    hint: "Take the lock file back from version control, or delete it and run `cooper lock`.",
  });
}
