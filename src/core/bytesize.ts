import { UsageError } from "./error.ts";

const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Bytes of a text such as `100MB` (powers of ten) or `64 MiB` (powers of two). */
export function parseSize(text: string): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?i?b)\s*$/i.exec(text) ?? [];
  const factor = unit && units[unit.toLowerCase()];
  if (!number || !factor) {
    throw new UsageError(`"${text}" is not a size`, {
      code: "BAD_SIZE",
      hint: 'Write a number and a unit, such as "100MB" or "64MiB".',
    });
  }
  return Math.round(Number(number) * factor);
}

/** Decimal units with three significant digits, as `docker images` prints them: `48.2MB`. */
export function formatSize(bytes: number): string {
  const names = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let power = 0;
  while (value >= 999.5 && power < names.length - 1) {
    value /= 1000;
    power += 1;
  }
  const digits = power === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)}${names[power]}`;
}
