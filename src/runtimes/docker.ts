import { CooperError, messageOf } from "../core/error.ts";
import { DockerApi } from "./docker-api.ts";
import { dockerAddress } from "./docker-socket.ts";
import { DockerUpload, follow } from "./docker-upload.ts";
import type { Engine, Loader, LoadRequest, LoadResult, LoadTools } from "./engine.ts";
import { withLoopbackImage } from "./loopback-image.ts";

/** The Docker engine that the environment names. Where it names none that there can be, the status says so. */
export function docker(env: NodeJS.ProcessEnv): Engine {
  const connect = () => new DockerApi(dockerAddress(env));
  return {
    name: "docker",
    status: () => status(connect),
    loader: (tools) => new DockerLoader(connect(), tools),
  };
}

/** Asks for what costs Docker nothing: for `/version` it starts programs. */
async function status(connect: () => DockerApi): ReturnType<Engine["status"]> {
  try {
    const server = await connect().ping();
    return { version: /^\w+\/(\S+)/.exec(server)?.[1] ?? "unknown" };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

class DockerLoader implements Loader {
  readonly #api: DockerApi;
  readonly #tools: LoadTools;
  /** Begun, and nobody's yet. */
  #upload: DockerUpload | undefined;

  constructor(api: DockerApi, tools: LoadTools) {
    this.#api = api;
    this.#tools = tools;
    this.#upload = this.#begin();
  }

  async load(request: LoadRequest): Promise<LoadResult> {
    if ((await this.#layersOf(request.id)) !== undefined) {
      await this.#tag(request.id, request);
      return { how: "present" };
    }
    for (const [how, way] of this.#ways) {
      try {
        if (await way(request)) return { how };
      } catch (error) {
        this.#tools.signal?.throwIfAborted();
        if (!(error instanceof CooperError) || !/^DOCKER_/.test(error.code)) throw error;
        const message = `Docker cannot take it this way: ${error.message}`;
        this.#tools.progress({ type: "log", level: "info", message });
      }
    }
    await this.#send(request, 0);
    return { how: "archive" };
  }

  async close(): Promise<void> {
    await this.#claim()?.cancel();
  }

  /** The quickest first. Each says whether it was of use; where Docker refuses one, the next is tried. */
  readonly #ways: readonly (readonly [LoadResult["how"], (request: LoadRequest) => Promise<boolean>])[] = [
    ["layers", (request) => this.#sendLayers(request)],
    ["pulled", (request) => this.#pull(request)],
  ];

  /** Sends what lies above the layers which the image of that name has in Docker: of a changed service, its application. */
  async #sendLayers(request: LoadRequest): Promise<boolean> {
    const [name = ""] = request.names;
    const layers = (await this.#layersOf(name)) ?? [];
    const differing = request.diffIds.findIndex((diffId, i) => diffId !== layers[i]);
    const present = differing < 0 ? request.diffIds.length : differing;
    if (present === 0) return false;
    await this.#send(request, present);
    return true;
  }

  /** The diffIDs of an image by its name or ID; nothing where Docker does not have it. */
  async #layersOf(image: string): Promise<readonly string[] | undefined> {
    const path = `/images/${encodeURIComponent(image)}/json`;
    const { signal } = this.#tools;
    const found = await this.#api.json<{ RootFS?: { Layers?: readonly string[] } }>({
      method: "GET",
      path,
      signal,
    });
    return found && (found.RootFS?.Layers ?? []);
  }

  /** Lets the engine pull the layers that it lacks, then gives the image its real names. */
  #pull(request: LoadRequest): Promise<boolean> {
    const { blobs, signal } = this.#tools;
    return withLoopbackImage(request, blobs, async (name) => {
      const path = `/images/create?fromImage=${encodeURIComponent(name)}`;
      await follow(this.#api.lines({ method: "POST", path, signal }));
      await this.#tag(name, request);
      await this.#api.json({ method: "DELETE", path: `/images/${encodeURIComponent(name)}?noprune=true` });
      return true;
    });
  }

  async #tag(from: string, { names }: LoadRequest): Promise<void> {
    const { signal } = this.#tools;
    for (const name of names) {
      const colon = name.lastIndexOf(":");
      const query = new URLSearchParams({ repo: name.slice(0, colon), tag: name.slice(colon + 1) });
      await this.#api.json({
        method: "POST",
        path: `/images/${encodeURIComponent(from)}/tag?${query}`,
        signal,
      });
    }
  }

  async #send(request: LoadRequest, present: number): Promise<void> {
    const upload = this.#claim() ?? this.#begin();
    await upload.finish(request.archive(present));
  }

  #begin(): DockerUpload {
    return new DockerUpload(this.#api, this.#tools.frame, this.#tools.signal);
  }

  #claim(): DockerUpload | undefined {
    const upload = this.#upload;
    this.#upload = undefined;
    return upload;
  }
}
