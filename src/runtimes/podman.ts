import { messageOf } from "../core/error.ts";
import { run, tryRun } from "../core/process.ts";
import type { Engine, LoadRequest, LoadResult, LoadTools } from "./engine.ts";
import { withLoopbackImage } from "./loopback-image.ts";

/** Podman, driven by its command: it needs no daemon. */
export const podman: Engine = {
  name: "podman",
  status,
  loader: (tools) => ({ load: (request) => load(request, tools), close: async () => {} }),
};

async function status(): ReturnType<Engine["status"]> {
  try {
    const { stdout } = await run("podman", ["version", "--format", "{{.Client.Version}}"]);
    return { version: stdout.trim() };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

async function load(request: LoadRequest, tools: LoadTools): Promise<LoadResult> {
  const { signal } = tools;
  const id = request.id.slice("sha256:".length);
  const present = (await tryRun("podman", ["image", "exists", id], { signal })).status === 0;
  if (!present) await pull(request, tools);
  await run("podman", ["tag", id, ...request.names], { signal });
  return { how: present ? "present" : "pulled" };
}

function pull(request: LoadRequest, { blobs, signal }: LoadTools): Promise<void> {
  return withLoopbackImage(request, blobs, async (name) => {
    await run("podman", ["pull", "--quiet", "--tls-verify=false", `docker://${name}`], { signal });
    await tryRun("podman", ["untag", request.id.slice("sha256:".length), name], { signal });
  });
}
