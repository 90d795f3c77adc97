import type { Digest } from "../../oci/digest.ts";
import type { ImageFacts } from "../../plan/facts.ts";
import type { LockLine } from "./lock-line.ts";

/** An image of a registry while its lines are read. */
export interface ImageDraft {
  index?: Digest;
  readonly platforms: Map<string, Digest>;
  readonly contents: Map<string, ContentsDraft>;
}

interface ContentsDraft {
  sizes: readonly number[];
  facts: ImageFacts;
}

/** As many layers as an image may have, and the platform. */
const mostWords = 128;

/** Reads one line below `image`. Fails with `BAD_LOCK`. */
export function readImageLine(line: LockLine, draft: ImageDraft): void {
  if (line.keyword === "index") draft.index = line.digest(line.words(1)[0]);
  else if (line.keyword === "platform") addPlatform(line, draft);
  else addFact(line, draft);
}

function addPlatform(line: LockLine, { platforms }: ImageDraft): void {
  const [platform, digest] = line.words(2);
  if (platforms.has(platform)) line.fail(`platform ${platform} is there twice`);
  platforms.set(platform, line.digest(digest));
}

function addFact(line: LockLine, { contents }: ImageDraft): void {
  const [platform] = line.words(1, mostWords);
  const draft = contents.get(platform) ?? { sizes: [], facts: {} };
  contents.set(platform, draft);
  if (line.keyword === "sizes") draft.sizes = sizesOf(line);
  else draft.facts = { ...draft.facts, ...factOf(line) };
}

function sizesOf(line: LockLine): readonly number[] {
  const [, ...sizes] = line.words(1, mostWords);
  const bad = sizes.find((size) => !/^\d{1,15}$/.test(size));
  if (bad !== undefined) line.fail(`"${bad}" is not a number of bytes`);
  return sizes.map(Number);
}

function factOf(line: LockLine): ImageFacts {
  switch (line.keyword) {
    case "os": {
      const [, id, version] = line.words(3);
      return { os: { id, version } };
    }
    case "libc": {
      const [, family, version] = line.words(3);
      if (family !== "glibc" && family !== "musl") return line.fail(`"${family}" is no C library`);
      return { libc: { family, version } };
    }
    case "python": {
      const [, version, executable] = line.words(3);
      return { python: { version, executable, distributions: [] } };
    }
    default:
      return line.fail(`"${line.keyword}" is no part of an image`);
  }
}
