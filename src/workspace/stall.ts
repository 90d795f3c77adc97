/** What is waited for at this moment, and how to end the wait. */
const waits = new Set<() => void>();

/**
 * Waits for what code of others has to finish. Where it waits in turn for what never comes, nothing is left to do and
 * Node would end the process without a word: instead this fails with `failure`.
 */
export async function unlessStalled<T>(work: Promise<T>, failure: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(failure());
  // One listener for all: hundreds of files are loaded at once.
  if (waits.size === 0) process.on("beforeExit", endWaits);
  waits.add(end);
  try {
    return await Promise.race([work, promise]);
  } finally {
    waits.delete(end);
    if (waits.size === 0) process.off("beforeExit", endWaits);
  }
}

function endWaits(): void {
  for (const end of waits) end();
}
