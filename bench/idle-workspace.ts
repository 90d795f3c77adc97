import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Bench, Row } from "./benchmark.ts";
import { interleaved, time } from "./measure.ts";
import { makeWorkspace } from "./workspace.ts";

/** Beyond what the stat cache waits before it believes that a file has settled. */
const settling = 2500;

/** A build with nothing to do, of 50 services for two platforms, beside starting Node with nothing to do. */
export async function idleWorkspace(bench: Bench): Promise<Row[]> {
  const services = Array.from({ length: 50 }, (_, i) => ({ name: `service-${i}`, files: 8 }));
  const { root } = await makeWorkspace(join(bench.folder, "fifty"), services);
  const build = bench.cooper({ args: ["build"], cwd: root });
  await time(build);
  await delay(settling);
  await time(build);
  const node = { name: "node -e 0", program: process.execPath, args: ["-e", "0"] };
  const [ours, peer] = await interleaved([build, node], 21);
  if (!ours || !peer) throw new Error("nothing was measured");
  return [{ name: "build of 50 services, nothing changed", ours, peer, bar: { times: 6 } }];
}
