import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { posix } from "node:path";
import { openZipMember, type RandomAccess } from "../../../archive/zip-reader.ts";
import { collect } from "../../../core/stream.ts";
import type { LayerEntry } from "../../../layers/spec.ts";
import type { Digest } from "../../../oci/digest.ts";
import type { BytecodeFile } from "../bytecode/bytecode-file.ts";
import type { PlannedFile } from "./planned-file.ts";
import { formatRecord, type RecordRow } from "./record-file.ts";
import { withShebang } from "./script.ts";
import { installTime, textEntry, type Venv } from "./venv.ts";
import type { CheckedMember } from "./wheel-record.ts";

/** A wheel whose files have their places. */
export interface WheelToInstall {
  readonly wheel: Digest;
  readonly venv: Venv;
  /** Such as `requests-2.32.0.dist-info`. */
  readonly distInfo: string;
  readonly files: readonly PlannedFile[];
  readonly bytecode: readonly BytecodeFile[];
  /** The wheel as a zip, from which scripts are read. */
  readonly zip: RandomAccess;
}

/** Bytes that a script whose first line is rewritten may have. */
const scriptLimit = 16 * 2 ** 20;

interface Installed {
  readonly entry: LayerEntry;
  /** URL-safe base64 without padding. */
  readonly sha256: string;
}

/**
 * The entries of an installed wheel, with a RECORD of what is installed. Contents stay slices of the wheel.
 */
export async function installWheel(install: WheelToInstall): Promise<LayerEntry[]> {
  const installed: Installed[] = [];
  for (const file of install.files) installed.push(await installFile(file, install));
  const bytecode = install.bytecode.map(({ path, slice }) => bytecodeEntry(path, slice));
  const entries = [...installed.map(({ entry }) => entry), ...bytecode];
  return [...entries, recordEntry(install, installed, bytecode)];
}

async function installFile(file: PlannedFile, install: WheelToInstall): Promise<Installed> {
  const { path, mode, content } = file;
  if (content.from === "member") return memberFile(file, content.member, install.wheel);
  const bytes = content.from === "text" ? Buffer.from(content.text) : await script(content.member, install);
  return {
    entry: textEntry(path, bytes, mode),
    sha256: createHash("sha256").update(bytes).digest("base64url"),
  };
}

function memberFile(file: PlannedFile, member: CheckedMember, blob: Digest): Installed {
  const { headerOffset, compressedSize, size, method, crc32, sha256 } = member;
  const slice = { headerOffset, compressedSize, size, method, crc32 };
  return {
    entry: { ...fileHeader(file.path, file.mode, size), source: { from: "zip", blob, member: slice } },
    sha256,
  };
}

async function script(member: CheckedMember, { zip, venv }: WheelToInstall): Promise<Uint8Array> {
  return withShebang(await collect(openZipMember(zip, member), scriptLimit, member.path), venv.python);
}

function bytecodeEntry(path: string, slice: BytecodeFile["slice"]): LayerEntry {
  return { ...fileHeader(path, 0o644, slice.length), source: { from: "blob", ...slice } };
}

function fileHeader(path: string, mode: number, size: number) {
  return { path: path.slice(1), type: "file" as const, mode, uid: 0, gid: 0, mtime: installTime, size };
}

/** Bytecode and RECORD itself stand in it without digests, as pip writes them. */
function recordEntry(
  { venv, distInfo }: WheelToInstall,
  installed: readonly Installed[],
  bytecode: readonly LayerEntry[],
): LayerEntry {
  const row = (path: string, hash = "", size = ""): RecordRow => ({
    path: posix.relative(venv.sitePackages, path),
    hash,
    size,
  });
  const path = `${venv.sitePackages}/${distInfo}/RECORD`;
  const rows = [
    ...installed.map(({ entry, sha256 }) => row(`/${entry.path}`, `sha256=${sha256}`, String(entry.size))),
    ...bytecode.map((entry) => row(`/${entry.path}`)),
    row(path),
  ];
  return textEntry(path, formatRecord(rows));
}
