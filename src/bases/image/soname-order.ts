/**
 * The order in which the dynamic linker searches its cache: runs of digits count as numbers, and a digit comes after
 * anything else. Source: glibc, elf/dl-cache.c, `_dl_cache_libcmp`.
 */
export function compareSonames(a: string, b: string): number {
  const [left, right] = [tokensOf(a), tokensOf(b)];
  for (const [index, token] of left.entries()) {
    const order = compareTokens(token, right[index] ?? "");
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Runs of digits, and single characters. */
function tokensOf(name: string): readonly string[] {
  return name.match(/\d+|\D/g) ?? [];
}

/** An empty text stands for the end of the name. */
function compareTokens(a: string, b: string): number {
  const [left, right] = [/^\d/.test(a), /^\d/.test(b)];
  if (left && right) return Number(a) - Number(b);
  if (left !== right) return left ? 1 : -1;
  return a.charCodeAt(0) - (b.charCodeAt(0) || 0);
}
