import { rfc3339 } from "../../core/clock.ts";
import { CooperError } from "../../core/error.ts";
import { type Digest, digestFromHex } from "../../oci/digest.ts";
import { type Paragraph, parseControl } from "./control.ts";

/** A file that a Release file vouches for. */
export interface ReleaseFile {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** What a Release file says. */
export interface Release {
  /** When it was made, in RFC 3339. */
  readonly date: string;
  /** Whether the archive serves files under their digests too. */
  readonly byHash: boolean;
  /** By path relative to the suite, such as `main/binary-amd64/Packages.xz`. */
  readonly files: ReadonlyMap<string, ReleaseFile>;
}

/** What a Release file has to agree with. */
export interface ReleaseExpectations {
  /** The codename of the suite that was asked for. */
  readonly suite: string;
  readonly now: Date;
  /** The mirror shows a moment of the past on purpose, so that its files may have expired. */
  readonly dated?: boolean;
  readonly where: string;
}

/**
 * Reads the verified text of a Release file. Fails with `RELEASE_WRONG_SUITE`, `RELEASE_EXPIRED`, `RELEASE_WEAK_HASH` or
 * `BAD_RELEASE`. Source: Debian repository format, "Release files".
 */
export function readRelease(text: string, expected: ReleaseExpectations): Release {
  const { where } = expected;
  const [fields = new Map<string, string>()] = parseControl(text);
  checkSuite(fields, expected);
  checkExpiry(fields, expected);
  const date = timeOf(fields, "date");
  if (date === undefined) {
    throw new CooperError("the index does not say when it was made", {
      code: "BAD_RELEASE",
      where,
      hint: "Use a mirror of Debian itself.",
    });
  }
  return {
    date: rfc3339(Math.floor(date / 1000)),
    byHash: fields.get("acquire-by-hash") === "yes",
    files: readFiles(fields, where),
  };
}

function checkSuite(fields: Paragraph, { suite, where }: ReleaseExpectations): void {
  const codename = fields.get("codename");
  if (codename === suite) return;
  throw new CooperError(`it is the Release file of ${codename ?? "no suite"}, not of ${suite}`, {
    code: "RELEASE_WRONG_SUITE",
    where,
    hint: "The mirror serves one suite in place of another; use a different mirror.",
  });
}

function checkExpiry(fields: Paragraph, { now, dated = false, where }: ReleaseExpectations): void {
  const until = timeOf(fields, "valid-until");
  if (dated || until === undefined || until > now.getTime()) return;
  throw new CooperError(`it was good until ${fields.get("valid-until")} only`, {
    code: "RELEASE_EXPIRED",
    where,
    hint: "The mirror has not been updated since, or this machine's clock is wrong. Use another mirror.",
  });
}

/** Milliseconds since 1970. */
function timeOf(fields: Paragraph, name: string): number | undefined {
  const time = Date.parse(fields.get(name) ?? "");
  return Number.isNaN(time) ? undefined : time;
}

function readFiles(fields: Paragraph, where: string): Map<string, ReleaseFile> {
  const list = fields.get("sha256");
  if (list === undefined) {
    throw new CooperError("it names its files by weak hashes only, not by SHA-256", {
      code: "RELEASE_WEAK_HASH",
      where,
      hint: "Use a mirror of Debian itself.",
    });
  }
  const rows = list.split("\n").map((line) => line.trim().split(/\s+/));
  return new Map(
    rows
      .filter((row) => row.length === 3)
      .map(([hex = "", size, path = ""]) => [
        path,
        { digest: digestFromHex(hex, where), size: Number(size) },
      ]),
  );
}
