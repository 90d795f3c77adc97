import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type ArchiveErrorCode, archiveError } from "../../archive/archive-error.ts";
import { codeOf } from "../../core/error.ts";
import { tryRun } from "../../core/process.ts";
import { type Bytes, collect } from "../../core/stream.ts";

/** What a dictionary may take: Debian's are 64 MiB at most. */
const memoryLimit = "--memlimit-decompress=256MiB";

let found: Promise<boolean> | undefined;

/** Whether this machine has the program `xz`: it unpacks in about 0.6 of the time that WebAssembly takes. */
export function hasXzProgram(): Promise<boolean> {
  found ??= tryRun("xz", ["--version"]).then(
    ({ status }) => status === 0,
    () => false,
  );
  return found;
}

/**
 * Like `unxz`, by the machine's own `xz` in a process of its own, which holds one dictionary whatever the size of the
 * file. Fails as `unxz` and the source do.
 */
export async function* unxzByProgram(source: Bytes, where: string): Bytes {
  const child = spawn("xz", ["--decompress", "--stdout", memoryLimit], {
    env: { PATH: process.env.PATH, LC_ALL: "C" },
  });
  const outcome = Promise.allSettled([
    feed(source, child.stdin),
    once(child, "close"),
    collect(child.stderr, 64 * 1024),
  ]);
  try {
    yield* child.stdout as Bytes;
    const [fed, closed, complaint] = await outcome;
    if (fed.status === "rejected") throw fed.reason;
    if (closed.status === "rejected") throw closed.reason;
    if (closed.value[0] !== 0) throw failure(complaint.status === "fulfilled" ? complaint.value : "", where);
  } finally {
    child.kill("SIGKILL");
    await outcome;
  }
}

/** A program that ends early closes its input: its own words say why. */
async function feed(source: Bytes, input: Writable): Promise<void> {
  try {
    await pipeline(Readable.from(source), input);
  } catch (error) {
    if (!["EPIPE", "ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE"].includes(codeOf(error) ?? "")) throw error;
  }
}

const meanings: readonly (readonly [RegExp, ArchiveErrorCode])[] = [
  [/unexpected end of input/i, "TRUNCATED"],
  [/memory usage limit/i, "ARCHIVE_LIMIT"],
  [/unsupported/i, "UNSUPPORTED_ARCHIVE"],
];

function failure(complaint: Uint8Array | string, where: string): Error {
  const said = String(complaint)
    .trim()
    .replace(/^xz: (\(stdin\): )?/, "");
  const [, code] = meanings.find(([pattern]) => pattern.test(said)) ?? [undefined, "BAD_ARCHIVE" as const];
  return archiveError(code, `the xz data cannot be unpacked: ${said || "xz was stopped"}`, where);
}
