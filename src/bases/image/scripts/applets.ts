import { Buffer } from "node:buffer";
import { CooperError } from "../../../core/error.ts";

/** The first names of the table: they sort before all letters. */
const start = Buffer.from("[\0[[\0", "latin1");

/**
 * The names of the programs inside a busybox binary, sorted as they are there. They stand one after the other, each
 * ended by NUL, the whole by a second NUL. Fails with `BAD_BUSYBOX`. Source: busybox, applets/applet_tables.c.
 */
export function appletNames(binary: Uint8Array): readonly string[] {
  const bytes = Buffer.from(binary.buffer, binary.byteOffset, binary.byteLength);
  const table = bytes.indexOf(start);
  const end = bytes.indexOf("\0\0", table, "latin1");
  const names = table < 0 || end < 0 ? [] : bytes.toString("latin1", table, end).split("\0");
  if (!names.includes("sh") || !names.every((name) => /^[A-Za-z0-9[_.-]+$/.test(name))) throw unusable();
  return names;
}

function unusable(): CooperError {
  return new CooperError("the busybox package has no table of programs with a shell in it", {
    code: "BAD_BUSYBOX",
    hint: "Use a recipe without a shell, and report this: Debian's busybox has changed.",
  });
}
