/** Pairs of what stands at the same place in two lists. Throws where one is longer. */
export function zip<A, B>(first: readonly A[], second: readonly B[]): (readonly [A, B])[] {
  if (first.length !== second.length)
    throw new RangeError(`${first.length} and ${second.length} make no pairs`);
  return first.map((one, i) => [one, second[i] as B] as const);
}
