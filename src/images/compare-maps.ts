/** A value that two maps do not have in common; absent on the side that has none. */
export interface Change<T> {
  readonly before?: T;
  readonly after?: T;
}

/** What differs between two maps, sorted by key. */
export function compareMaps<T>(
  a: ReadonlyMap<string, T>,
  b: ReadonlyMap<string, T>,
  same: (a: T, b: T) => boolean = Object.is,
): [key: string, change: Change<T>][] {
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort();
  return keys.flatMap((key): [string, Change<T>][] => {
    const [before, after] = [a.get(key), b.get(key)];
    if (before === undefined) return after === undefined ? [] : [[key, { after }]];
    if (after === undefined) return [[key, { before }]];
    return same(before, after) ? [] : [[key, { before, after }]];
  });
}
