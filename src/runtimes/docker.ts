import { CooperError, messageOf } from "../core/error.ts";
import { DockerApi } from "./docker-api.ts";
import { dockerAddress } from "./docker-socket.ts";
import type { Engine, LoadRequest, LoadResult, LoadTools } from "./engine.ts";
import { withLoopbackImage } from "./loopback-image.ts";

/** The Docker engine that the environment names. */
export function docker(env: NodeJS.ProcessEnv): Engine {
  const api = new DockerApi(dockerAddress(env));
  return {
    name: "docker",
    status: () => status(api),
    load: (request, tools) => load(api, request, tools),
  };
}

async function status(api: DockerApi): ReturnType<Engine["status"]> {
  try {
    const answer = await api.json<{ Version: string }>({ method: "GET", path: "/version" });
    return { version: answer?.Version ?? "unknown" };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

async function load(api: DockerApi, request: LoadRequest, tools: LoadTools): Promise<LoadResult> {
  if (await has(api, request.id, tools)) {
    await tag(api, request.id, request, tools);
    return { how: "present" };
  }
  for (const [how, way] of ways) {
    try {
      if (await way(api, request, tools)) return { how };
    } catch (error) {
      if (!(error instanceof CooperError) || error.code !== "DOCKER_REFUSED") throw error;
      tools.progress({
        type: "log",
        level: "info",
        message: `Docker cannot take it this way: ${error.message}`,
      });
    }
  }
  await send(api, request, { present: 0, tools });
  return { how: "archive" };
}

type Way = (api: DockerApi, request: LoadRequest, tools: LoadTools) => Promise<boolean>;

/** The quickest first. Each says whether it was of use; where Docker refuses one, the next is tried. */
const ways: readonly (readonly [LoadResult["how"], Way])[] = [
  ["layers", sendLayers],
  ["pulled", pull],
];

/** Sends what lies above the layers which the image of that name has in Docker: of a changed service, its application. */
async function sendLayers(api: DockerApi, request: LoadRequest, tools: LoadTools): Promise<boolean> {
  const [name = ""] = request.names;
  const path = `/images/${encodeURIComponent(name)}/json`;
  const before = await api.json<{ RootFS?: { Layers?: readonly string[] } }>({ method: "GET", path });
  const layers = before?.RootFS?.Layers ?? [];
  const differing = request.diffIds.findIndex((diffId, i) => diffId !== layers[i]);
  const present = differing < 0 ? request.diffIds.length : differing;
  if (present === 0) return false;
  await send(api, request, { present, tools });
  return true;
}

async function has(api: DockerApi, id: string, { signal }: LoadTools): Promise<boolean> {
  return (await api.json({ method: "GET", path: `/images/${id}/json`, signal })) !== undefined;
}

/** Lets the engine pull the layers that it lacks, then gives the image its real names. */
function pull(api: DockerApi, request: LoadRequest, tools: LoadTools): Promise<boolean> {
  return withLoopbackImage(request, tools.blobs, async (name) => {
    const path = `/images/create?fromImage=${encodeURIComponent(name)}`;
    await follow(api.lines({ method: "POST", path, signal: tools.signal }));
    await tag(api, name, request, tools);
    await api.json({ method: "DELETE", path: `/images/${encodeURIComponent(name)}?noprune=true` });
    return true;
  });
}

async function tag(api: DockerApi, from: string, request: LoadRequest, { signal }: LoadTools): Promise<void> {
  for (const name of request.names) {
    const colon = name.lastIndexOf(":");
    const query = new URLSearchParams({ repo: name.slice(0, colon), tag: name.slice(colon + 1) });
    await api.json({ method: "POST", path: `/images/${encodeURIComponent(from)}/tag?${query}`, signal });
  }
}

async function send(
  api: DockerApi,
  request: LoadRequest,
  { present, tools }: { readonly present: number; readonly tools: LoadTools },
): Promise<void> {
  const body = request.archive(present);
  await follow(api.lines({ method: "POST", path: "/images/load?quiet=1", body, signal: tools.signal }));
}

/** Reads a stream of messages to its end: an error among them is thrown by the reader. */
async function follow(messages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of messages);
}
