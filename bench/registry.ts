import { type DockerRegistry, startDockerRegistry } from "../test/e2e/support/registry.ts";
import { lacking } from "../test/e2e/support/tools.ts";
import type { Owner } from "../test/e2e/support/workspace.ts";
import { Skipped } from "./benchmark.ts";

/** Does a task with a `docker-registry` of its own, whose data lie in a folder. Throws {@link Skipped} without one. */
export async function withRegistry<T>(
  data: string,
  task: (registry: DockerRegistry) => Promise<T>,
): Promise<T> {
  const lack = await lacking("docker-registry", "--version");
  if (lack) throw new Skipped(lack);
  const ends: (() => unknown)[] = [];
  const after: Owner["after"] = (end) => void ends.push(end as () => unknown);
  try {
    return await task(await startDockerRegistry({ after }, { data }));
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}
