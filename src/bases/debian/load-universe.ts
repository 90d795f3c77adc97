import { mapLimit } from "../../core/limit.ts";
import type { DebianTools } from "./debian-tools.ts";
import type { VerifiedRelease } from "./fetch-release.ts";
import { fetchIndex, packagesOf } from "./packages-index.ts";
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
  tools.progress({ type: "start", id, name: id });
  try {
    const indexes = await mapLimit(releases, 3, (release) => fetchIndex(release, architecture, tools));
    const universe = new Universe({ architecture });
    for (const index of indexes) {
      for await (const found of packagesOf(index, tools)) universe.add(found);
    }
    tools.progress({ type: "done", id, cached: indexes.every((index) => index.cached) });
    return universe;
  } catch (error) {
    tools.progress({ type: "failed", id, error });
    throw error;
  }
}
