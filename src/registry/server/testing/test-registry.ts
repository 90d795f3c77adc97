import { Buffer } from "node:buffer";
import type { TestContext } from "node:test";
import { digestOf } from "../../../oci/digest.ts";
import { mediaType } from "../../../oci/media-type.ts";
import type { Store } from "../../../store/open-store.ts";
import { temporaryStore } from "../../../store/testing/temporary-store.ts";
import { type ServedRegistry, type StoreServing, serveStore } from "../serve.ts";

type Body = Uint8Array | string;

/** What a request has besides its method and path. */
export interface Sent {
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A registry over an empty store, and a client that knows the protocol by heart. */
export class TestRegistry {
  readonly store: Store;
  readonly served: ServedRegistry;

  constructor(store: Store, served: ServedRegistry) {
    this.store = store;
    this.served = served;
  }

  /** Served until the test ends. */
  static async start(t: TestContext, given?: Store, serving?: StoreServing): Promise<TestRegistry> {
    const store = given ?? (await temporaryStore(t));
    const served = await serveStore(store, serving);
    t.after(() => served.close());
    return new TestRegistry(store, served);
  }

  call(method: string, path: string, { body, headers }: Sent = {}): Promise<Response> {
    const init = {
      method,
      headers: headers ?? {},
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    };
    return fetch(new URL(path, `http://${this.served.host}`), init);
  }

  /** The code of the error that a request gets, after its status. */
  async refusal(method: string, path: string, sent?: Sent): Promise<string> {
    const answer = await this.call(method, path, sent);
    const { errors } = (await answer.json()) as { errors: { code: string }[] };
    return `${answer.status} ${errors[0]?.code}`;
  }

  /** Where a new upload is spoken to. */
  async begin(repository: string): Promise<string> {
    const answer = await this.call("POST", `/v2/${repository}/blobs/uploads/`);
    return answer.headers.get("location") ?? "";
  }

  /** Pushes a blob and gives its descriptor. */
  async blob(repository: string, body: Body, type: string = mediaType.layer) {
    const digest = digestOf(body);
    await this.call("POST", `/v2/${repository}/blobs/uploads/?digest=${digest}`, { body });
    return { mediaType: type, digest, size: Buffer.byteLength(body) };
  }

  /** Pushes a manifest of one config and one layer, with these fields besides, and gives its descriptor. */
  async manifest(repository: string, reference: string | undefined, fields: object = {}) {
    const config = await this.blob(repository, "{}", mediaType.config);
    const layers = [await this.blob(repository, "a layer")];
    const body = JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaType.manifest,
      config,
      layers,
      ...fields,
    });
    const digest = digestOf(body);
    const answer = await this.call("PUT", `/v2/${repository}/manifests/${reference ?? digest}`, {
      body,
      headers: { "content-type": mediaType.manifest },
    });
    return { descriptor: { mediaType: mediaType.manifest, digest, size: body.length }, answer, body };
  }
}
