const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  µs: 1e-3,
  μs: 1e-3,
  us: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * Milliseconds of a `Retry-After` header: seconds, a date, or a duration as Go prints it, which GHCR sends. Nothing
 * where it cannot be read. Source: RFC 9110, 10.2.3.
 */
export function retryAfterOf(header: string | string[] | undefined, now = Date.now()): number | undefined {
  const text = [header ?? ""].flat()[0]?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // HTTP headers arrive as Latin-1, Go's micro sign as two bytes of UTF-8.
  const [, number, unit] = /^(\d+(?:\.\d+)?)(?:\u00c2)?(ns|[\u00b5\u03bcu]s|ms|s|m|h)$/u.exec(text) ?? [];
  if (number !== undefined && unit !== undefined) return Number(number) * (units[unit] ?? 0);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
