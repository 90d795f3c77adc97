import { pathBehind } from "../core/draft.ts";
import { CooperError, messageOf } from "../core/error.ts";
import { redactText } from "../core/redact.ts";
import { describeCause } from "./progress/describe-cause.ts";
import type { Paint } from "./style.ts";

/** What, where, why and what to do next, as lines for a person. */
export function describeError(error: unknown, paint: Paint): string {
  if (isSystemError(error)) return refusal(error, paint);
  if (!(error instanceof CooperError)) return unexpected(error, paint);
  const lines = [`${paint(["bold", "red"], "error")} ${error.message} ${paint("dim", `[${error.code}]`)}`];
  if (error.where) lines.push(`   ${paint("dim", "at")} ${error.where}`);
  for (const reason of reasons(error)) lines.push(`  ${paint("dim", "why")} ${reason}`);
  if (error.hint) lines.push(`  ${paint("cyan", "try")} ${error.hint}`);
  return lines.join("\n");
}

/** The same for programs: the last line of `--progress=json`. */
export function errorLine(error: unknown): string {
  return JSON.stringify({ type: "error", error: describeCause(error), status: exitStatusOf(error) });
}

/** The messages of the causes that add something to the message itself. */
function reasons(error: CooperError): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>([undefined, null]);
  let said = error.message;
  for (let cause = error.cause; !seen.has(cause); cause = (cause as { cause?: unknown }).cause) {
    seen.add(cause);
    const message = redactText(messageOf(cause));
    if (!said.includes(message)) found.push(message);
    said += message;
  }
  return found;
}

/** What Node throws where the operating system refuses to work on a file. */
interface SystemError extends Error {
  readonly code: string;
  readonly syscall: string;
  readonly path: string;
}

function isSystemError(error: unknown): error is SystemError {
  const { code, syscall, path } = (error ?? {}) as Partial<SystemError>;
  return [code, syscall, path].every((field) => typeof field === "string");
}

const refused = "Check that the path exists and that you may read and write there, or choose another one.";
const noRoom = "Free some space, or choose a path on another disk.";

/** The path is the user's, or lies on the user's disk: no failure of cooper, and its stack tells nothing. */
function refusal({ code, message, path, syscall }: SystemError, paint: Paint): string {
  const meant = pathBehind(path);
  const reason = message.replace(/^\w+: /, "").replace(/, \w+ '.*$/s, "");
  return [
    `${paint(["bold", "red"], "error")} the system refused to ${meant === path ? syscall : "write"} a path: ${reason} ${paint("dim", `[${code}]`)}`,
    `   ${paint("dim", "at")} ${meant}`,
    `  ${paint("cyan", "try")} ${/^(ENOSPC|EDQUOT)$/.test(code) ? noRoom : refused}`,
  ].join("\n");
}

function unexpected(error: unknown, paint: Paint): string {
  const stack = error instanceof Error ? error.stack : String(error);
  return `${paint(["bold", "red"], "error")} cooper failed in a way it should not: please report this.\n${stack}`;
}

/** The status the command ends with: 2 for wrong usage, 1 for a failed job. */
export function exitStatusOf(error: unknown): number {
  return error instanceof CooperError ? error.exitStatus : 1;
}
