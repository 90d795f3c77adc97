import { UsageError } from "./error.ts";

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a text such as `30s`, `1m30s`, `500ms` or `14d`. Throws `BAD_DURATION`. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  if (text === "" || parts.map(([part]) => part).join("") !== text) {
    throw new UsageError(`"${text}" is not a duration`, {
      code: "BAD_DURATION",
      hint: 'Write numbers with units, such as "30s", "1m30s", "500ms" or "14d".',
    });
  }
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (milliseconds[unit ?? ""] ?? 0), 0);
}
