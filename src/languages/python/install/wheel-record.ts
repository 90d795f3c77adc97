import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { ZipMember } from "../../../archive/zip-reader.ts";
import { parseRecord, type RecordRow } from "./record-file.ts";
import { wantsShebang } from "./script.ts";
import { badWheel } from "./wheel-error.ts";
import type { WheelFile } from "./wheel-file.ts";

/** What reading a member to its end told. */
export interface CheckedMember extends ZipMember {
  /** In the form of RECORD: URL-safe base64 without padding. */
  readonly sha256: string;
  /** Whether its first line has to be rewritten when it is a script. */
  readonly wantsShebang: boolean;
}

/** Digests that RECORD may use: those that are at least as strong as SHA-256. */
const algorithms = new Set(["sha256", "sha384", "sha512"]);

/**
 * Reads every member and compares it with RECORD: all have to be listed, with the right digest. What is
 * listed and not there is passed over, since nothing is installed from it. Fails with `BAD_WHEEL`. Source:
 * binary distribution format, "Signed wheel files" and "The .dist-info directory".
 */
export async function checkRecord(wheel: WheelFile, distInfo: string): Promise<CheckedMember[]> {
  const rows = recordRows(await wheel.text(`${distInfo}/RECORD`), wheel.filename);
  const unlisted = new Set([`${distInfo}/RECORD`, `${distInfo}/RECORD.jws`, `${distInfo}/RECORD.p7s`]);
  const checked: CheckedMember[] = [];
  for (const member of wheel.members.values()) {
    if (!unlisted.has(member.path)) checked.push(await checkMember(wheel, member, rows.get(member.path)));
  }
  return checked;
}

function recordRows(text: string, where: string): Map<string, RecordRow> {
  const rows = new Map<string, RecordRow>();
  for (const row of parseRecord(text)) {
    if (!row) throw badWheel("its RECORD is not a table of three columns", where);
    rows.set(row.path.replace(/^\.\//, ""), row);
  }
  return rows;
}

async function checkMember(
  wheel: WheelFile,
  member: ZipMember,
  row: RecordRow | undefined,
): Promise<CheckedMember> {
  const { path } = member;
  if (!row) throw badWheel(`${path} is not listed in its RECORD`, wheel.filename);
  const [algorithm = "", expected = ""] = row.hash.split(/=(.*)/s);
  if (!algorithms.has(algorithm)) throw badWheel(`RECORD has no usable digest of ${path}`, wheel.filename);
  const { digest, sha256, head } = await hashMember(wheel, member, algorithm);
  const sizeIsRight = row.size === "" || Number(row.size) === member.size;
  if (digest !== expected.replace(/=+$/, "") || !sizeIsRight) {
    throw badWheel(`${path} is not what its RECORD says`, wheel.filename);
  }
  return { ...member, sha256, wantsShebang: wantsShebang(head) };
}

async function hashMember(wheel: WheelFile, member: ZipMember, algorithm: string) {
  const sha256 = createHash("sha256");
  const other = algorithm === "sha256" ? undefined : createHash(algorithm);
  let head: Uint8Array = Buffer.alloc(0);
  for await (const chunk of wheel.open(member)) {
    if (head.length < 8) head = Buffer.concat([head, chunk.subarray(0, 8)]);
    sha256.update(chunk);
    other?.update(chunk);
  }
  const own = sha256.digest("base64url");
  return { sha256: own, digest: other?.digest("base64url") ?? own, head };
}
