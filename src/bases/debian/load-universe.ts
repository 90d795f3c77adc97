import { mapLimit } from "../../core/limit.ts";
import { step } from "../../core/step.ts";
import type { DebianTools } from "./debian-tools.ts";
import type { VerifiedRelease } from "./fetch-release.ts";
import { fetchIndex, type PackagesIndex, packagesOf } from "./packages-index.ts";
import { Universe } from "./universe.ts";

/** Which packages to load, and with what. */
export interface LoadOptions {
  readonly architecture: string;
  readonly tools: DebianTools;
}

/** Fetches the indexes of these suites for one architecture, where the store has them not, and reads them. */
export async function loadUniverse(
  releases: readonly VerifiedRelease[],
  { architecture, tools }: LoadOptions,
): Promise<Universe> {
  const suites = releases.map(({ suite }) => suite.name).join(", ");
  const id = `packages of ${suites} for ${architecture}`;
  const universe = new Universe(architecture);
  const run = async () => {
    const indexes = await mapLimit(releases, 3, (release) => fetchIndex(release, architecture, tools));
    for (const index of indexes) {
      for await (const found of packagesOf(index, tools)) universe.add(found);
    }
    return indexes;
  };
  const outcome = (indexes: readonly PackagesIndex[]) => ({ cached: indexes.every(({ cached }) => cached) });
  await step(tools.progress, { id, name: id }, { run, outcome });
  return universe;
}
