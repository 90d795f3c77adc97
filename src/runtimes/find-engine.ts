import { CooperError, UsageError } from "../core/error.ts";
import { docker } from "./docker.ts";
import type { Engine } from "./engine.ts";
import { podman } from "./podman.ts";

/** The engines that cooper can drive, the preferred one first. */
export function engines(env: NodeJS.ProcessEnv): readonly Engine[] {
  return [docker(env), podman];
}

/**
 * The engine that the user names (or `COOPER_ENGINE` does), else the first that answers. Fails with `NO_ENGINE` and
 * says for each why it does not serve.
 */
export async function findEngine(env: NodeJS.ProcessEnv, name = env.COOPER_ENGINE): Promise<Engine> {
  const candidates = engines(env).filter((engine) => name === undefined || engine.name === name);
  if (candidates.length === 0) {
    throw new UsageError(`"${name}" is not an engine that cooper knows`, {
      code: "UNKNOWN_ENGINE",
      hint: "Name docker or podman.",
    });
  }
  const problems: string[] = [];
  for (const engine of candidates) {
    const status = await engine.status();
    if ("version" in status) return engine;
    problems.push(`${engine.name}: ${status.problem}`);
  }
  throw new CooperError(`no container engine answers (${problems.join("; ")})`, {
    code: "NO_ENGINE",
    hint: "Start Docker or install podman. Without an engine, `cooper build --output FILE` writes an archive.",
  });
}
