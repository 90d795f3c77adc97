import { createHash } from "node:crypto";
import { destination } from "./scheme.ts";
import { entryPointScript } from "./script.ts";
import type { Venv } from "./venv.ts";
import type { WheelContents } from "./wheel-contents.ts";
import type { CheckedMember } from "./wheel-record.ts";

/** A file that a wheel puts into the venv, known without reading the wheel again. */
export interface PlannedFile {
  /** Absolute path in the image. */
  readonly path: string;
  readonly mode: number;
  readonly content:
    | { readonly from: "member"; readonly member: CheckedMember }
    /** A script of the wheel whose first line is rewritten. */
    | { readonly from: "script"; readonly member: CheckedMember }
    | { readonly from: "text"; readonly text: string };
}

/** A wheel that was read, and the venv it goes into. */
export interface InstallRequest {
  readonly contents: WheelContents;
  readonly venv: Venv;
  /** File name of the wheel. */
  readonly filename: string;
}

/**
 * All that a wheel installs, except for the new RECORD: its files in their places, the programs of its entry
 * points and `INSTALLER`. Source: binary distribution format, "Installing a wheel".
 */
export function planWheel({ contents, venv, filename }: InstallRequest): PlannedFile[] {
  const { name, distInfo, members, scripts } = contents;
  const dataFolder = distInfo.replace(/\.dist-info$/, ".data");
  const request = { venv, where: filename, name, dataFolder };
  const installer = `${distInfo}/INSTALLER`;
  const files = members
    .filter((member) => member.path !== installer && member.path !== `${distInfo}/REQUESTED`)
    .map((member) => planMember(member, destination(member.path, request)));
  const programs = scripts.map((script) => ({
    path: `${venv.bin}/${script.name}`,
    mode: 0o755,
    content: { from: "text" as const, text: entryPointScript(script, venv.python) },
  }));
  const note = { path: `${venv.sitePackages}/${installer}`, mode: 0o644, content: installedBy };
  const generated = new Set(programs.map((program) => program.path));
  return [...files.filter((file) => !generated.has(file.path)), ...programs, note];
}

const installedBy = { from: "text", text: "cooper\n" } as const;

function planMember(member: CheckedMember, { path, isScript }: ReturnType<typeof destination>): PlannedFile {
  const mode = isScript || member.mode & 0o111 ? 0o755 : 0o644;
  const from = isScript && member.wantsShebang ? "script" : "member";
  return { path, mode, content: { from, member } };
}

/** Equal exactly where the installed bytes are equal, within one venv. */
export function identityOf({ content }: PlannedFile): string {
  if (content.from !== "text") return `${content.from} ${content.member.sha256}`;
  return `member ${createHash("sha256").update(content.text).digest("base64url")}`;
}
