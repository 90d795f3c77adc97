/** Runs a task when one of a bounded number of places is free. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

/** At most `places` tasks at once, in the order in which they came. */
export function limit(places: number): Limit {
  const waiting: (() => void)[] = [];
  let free = places;
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      leave();
    }
  };
}

/**
 * `Array.map` with at most `places` items under way. After a failure nothing more is started; the failure is thrown
 * when what was under way has ended.
 */
export async function mapLimit<T, R>(
  items: Iterable<T>,
  places: number,
  map: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const queue = Array.from(items).entries();
  const results: R[] = [];
  const failures: unknown[] = [];
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failures.length > 0) return;
      try {
        results[index] = await map(item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: places }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}

/** The items for which a question is answered with yes, in their order; at most `places` are asked about at once. */
export async function filterLimit<T>(
  items: readonly T[],
  places: number,
  ask: (item: T) => Promise<boolean>,
): Promise<T[]> {
  const answers = await mapLimit(items, places, ask);
  return items.filter((_, i) => answers[i]);
}
