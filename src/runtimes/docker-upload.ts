import type { Bytes } from "../core/stream.ts";
import type { DockerApi } from "./docker-api.ts";
import type { ArchiveFrame } from "./engine.ts";

/**
 * An archive on its way into Docker, begun before anyone knows what it will hold. Docker starts a program of its own to
 * unpack an archive, which takes as long as all that it then does for a small layer: meanwhile the image can be made.
 */
export class DockerUpload {
  readonly #frame: ArchiveFrame;
  readonly #rest = Promise.withResolvers<Bytes>();
  readonly #answer: Promise<void>;

  constructor(api: DockerApi, frame: ArchiveFrame, signal: AbortSignal | undefined) {
    this.#frame = frame;
    const call = { method: "POST", path: "/images/load?quiet=1", body: this.#body(), signal } as const;
    this.#answer = follow(api.lines(call));
    // Whoever finishes the upload hears of a failure; nobody need do so before.
    this.#answer.catch(() => {});
  }

  /** Sends the archive, and waits until Docker has taken it in. Fails with `DOCKER_REFUSED` and `DOCKER_UNREACHABLE`. */
  async finish(archive: Bytes): Promise<void> {
    this.#rest.resolve(archive);
    await this.#answer;
  }

  /** Ends it without an image. What Docker thinks of that is of no interest. */
  async cancel(): Promise<void> {
    await this.finish(this.#frame.empty()).catch(() => {});
  }

  async *#body(): Bytes {
    yield this.#frame.start;
    yield* await this.#rest.promise;
  }
}

/** Reads a stream of messages to its end: an error among them is thrown by the reader. */
export async function follow(messages: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of messages);
}
