import { type WheelName, wheelNameOf } from "./wheel-name.ts";

/** Place of each tag in the order of preference. */
export type TagRanks = ReadonlyMap<string, number>;

/** Makes tags, best first, quick to look up. */
export function rankTags(tags: readonly string[]): TagRanks {
  return new Map(tags.map((tag, rank) => [tag, rank]));
}

/**
 * The wheel that fits best: by its best tag, then by the higher build number, then by file name, so that the order in
 * which an index lists files never matters. Files that are no wheels, or do not fit, are passed over.
 */
export function chooseWheel<T extends { readonly filename: string }>(
  files: readonly T[],
  ranks: TagRanks,
): T | undefined {
  return files
    .flatMap((file) => {
      const wheel = wheelNameOf(file.filename);
      const rank = wheel && rankOf(wheel, ranks);
      return wheel === undefined || rank === undefined ? [] : [{ file, wheel, rank }];
    })
    .sort(
      (a, b) =>
        a.rank - b.rank || compareBuild(b.wheel, a.wheel) || compareText(a.file.filename, b.file.filename),
    )
    .at(0)?.file;
}

function rankOf(wheel: WheelName, ranks: TagRanks): number | undefined {
  const found = wheel.tags.flatMap((tag) => ranks.get(tag) ?? []);
  return found.length === 0 ? undefined : Math.min(...found);
}

function compareBuild(a: WheelName, b: WheelName): number {
  return a.build[0] - b.build[0] || compareText(a.build[1], b.build[1]);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
