import { join } from "node:path";
import type { Bench, Row } from "./benchmark.ts";
import { interleaved } from "./measure.ts";
import { makeWorkspace } from "./workspace.ts";

/** Choosing the packages of the base anew; most of the time is that of the archive's mirror. */
export async function lock(bench: Bench): Promise<Row[]> {
  const { root } = await makeWorkspace(join(bench.folder, "lock"), [{ name: "one", files: 1 }]);
  const update = bench.cooper({ args: ["lock", "--update"], cwd: root });
  const [ours] = await interleaved([update], 3);
  return ours
    ? [{ name: "lock --update", ours, note: "signatures, indexes, resolution for two architectures" }]
    : [];
}
