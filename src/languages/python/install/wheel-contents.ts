import type { BlobStore, RecordStore } from "../../../store/blob-store.ts";
import { normalizeName } from "../requirements/name.ts";
import type { ResolvedWheel } from "../requirements/resolved.ts";
import { sameVersion } from "../requirements/specifier.ts";
import { parseScripts, type ScriptEntryPoint } from "./entry-points.ts";
import { type Headers, parseHeaders } from "./headers.ts";
import { badWheel } from "./wheel-error.ts";
import { openWheel, type WheelFile } from "./wheel-file.ts";
import { type CheckedMember, checkRecord } from "./wheel-record.ts";

/** What a wheel holds, after all of it has been checked. Plain data. */
export interface WheelContents {
  /** As its metadata spells it. */
  readonly name: string;
  readonly version: string;
  /** `Requires-Dist` lines. */
  readonly requires: readonly string[];
  readonly requiresPython?: string | undefined;
  /** Such as `requests-2.32.0.dist-info`. */
  readonly distInfo: string;
  /** Programs that the installer has to write. */
  readonly scripts: readonly ScriptEntryPoint[];
  /** All files except RECORD and its signatures. */
  readonly members: readonly CheckedMember[];
}

/** Goes up when the checks become stricter or what is remembered changes. */
const version = 2;

/**
 * Reads and checks a wheel: format version, metadata against the file name, every file against RECORD. Done
 * once for each wheel, then remembered. Fails with `BAD_WHEEL` or with what is wrong with the zip.
 */
export async function readWheel(
  wheel: ResolvedWheel,
  tools: { readonly blobs: BlobStore; readonly records: RecordStore },
): Promise<WheelContents> {
  const key = `${version} ${wheel.filename} ${wheel.digest}`;
  const known = await tools.records.get<WheelContents>("wheel", key);
  if (known) return known;
  const contents = await checkWheel(wheel, await openWheel(wheel, tools.blobs));
  await tools.records.set("wheel", key, contents);
  return contents;
}

async function checkWheel(wheel: ResolvedWheel, file: WheelFile): Promise<WheelContents> {
  const distInfo = findDistInfo(file);
  checkFormat(parseHeaders(await file.text(`${distInfo}/WHEEL`)), wheel.filename);
  const metadata = parseHeaders(await file.text(`${distInfo}/METADATA`));
  const entryPoints = `${distInfo}/entry_points.txt`;
  return {
    ...checkIdentity(metadata, wheel),
    requires: metadata.get("requires-dist") ?? [],
    requiresPython: metadata.get("requires-python")?.[0],
    distInfo,
    scripts: file.members.has(entryPoints) ? parseScripts(await file.text(entryPoints), wheel.filename) : [],
    members: await checkRecord(file, distInfo),
  };
}

function findDistInfo({ members, filename }: WheelFile): string {
  const folders = new Set<string>();
  for (const path of members.keys()) {
    const folder = path.slice(0, path.indexOf("/"));
    if (folder.endsWith(".dist-info")) folders.add(folder);
  }
  const [folder] = folders;
  if (folder === undefined || folders.size > 1) {
    throw badWheel(`it has ${folders.size} .dist-info folders instead of one`, filename);
  }
  return folder;
}

function checkFormat(wheel: Headers, where: string): void {
  const format = wheel.get("wheel-version")?.[0] ?? "";
  if (!/^1\.\d+$/.test(format)) throw badWheel(`its format version is "${format}", known is 1.0`, where);
}

function checkIdentity(metadata: Headers, wheel: ResolvedWheel) {
  const name = metadata.get("name")?.[0] ?? "";
  const own = metadata.get("version")?.[0] ?? "";
  if (normalizeName(name) !== wheel.name || !sameVersion(own, wheel.version)) {
    throw badWheel(
      `its metadata say ${name} ${own}, its file name ${wheel.name} ${wheel.version}`,
      wheel.filename,
    );
  }
  return { name, version: own };
}
