import { UsageError } from "./error.ts";

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a text such as `30s`, `1m30s` or `500ms`. Throws `BAD_DURATION`. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (text === "" || parts.map(([part]) => part).join("") !== text) {
    throw new UsageError(`"${text}" is not a duration`, {
      code: "BAD_DURATION",
      hint: 'Write numbers with units, such as "30s", "1m30s" or "500ms".',
    });
  }
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (milliseconds[unit ?? ""] ?? 0), 0);
}
