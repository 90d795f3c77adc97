import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BlobStore } from "../../store/blob-store.ts";
import type { Store } from "../../store/open-store.ts";
import { answer } from "./answer.ts";
import type { Catalog } from "./catalog.ts";
import type { Registry } from "./exchange.ts";
import { repositoriesIn } from "./repositories.ts";
import { Uploads } from "./uploads.ts";

/** A registry that is being served. */
export interface ServedRegistry {
  /** Such as `127.0.0.1:5000`: the first part of the names of its images. */
  readonly host: string;
  /** Ends it, and every connection and upload with it. */
  close(): Promise<void>;
}

/** Where to listen. */
export interface Listening {
  /** An IP address or host name; the loopback interface unless said otherwise. */
  readonly address?: string;
  /** Any that is free unless said otherwise. */
  readonly port?: number;
  /** Milliseconds after which a client that neither sends nor takes anything is gone; ten minutes unless said otherwise. */
  readonly silence?: number;
}

/** Serves images of a store, read-only: enough for an engine on this machine to pull from. */
export function serveCatalog(catalog: Catalog, blobs: BlobStore): Promise<ServedRegistry> {
  return listen({ catalog, blobs }, {});
}

/** What to serve of a store. */
export interface StoreServing extends Listening {
  /** Whether pushes and deletions are refused. */
  readonly readOnly?: boolean;
}

/**
 * Serves a registry whose content is kept in a store. Fails as `listen` does: `EADDRINUSE` where the port is taken.
 * Source: OCI distribution 1.1.
 */
export async function serveStore(
  { blobs, registry }: Pick<Store, "blobs" | "registry">,
  { readOnly = false, ...where }: StoreServing = {},
): Promise<ServedRegistry> {
  const repositories = repositoriesIn(registry);
  if (readOnly) return listen({ catalog: repositories, blobs }, where);
  const uploads = new Uploads(blobs);
  const served = await listen({ catalog: repositories, blobs, writing: { repositories, uploads } }, where);
  return {
    host: served.host,
    close: async () => {
      await served.close();
      await uploads.discardAll();
    },
  };
}

async function listen(
  registry: Registry,
  { address = "127.0.0.1", port = 0, silence = 600_000 }: Listening,
): Promise<ServedRegistry> {
  const server = createServer((request, response) => void answer(registry, request, response));
  // A layer may take as long as it takes, but a client that vanished must not hold its upload for ever.
  server.requestTimeout = 0;
  server.timeout = silence;
  // Clients keep connections longer than Node's 5 seconds, and take a closed one for a failure.
  server.keepAliveTimeout = 75_000;
  server.listen(port, address);
  await once(server, "listening");
  return {
    host: hostOf(server.address() as AddressInfo),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function hostOf({ address, port, family }: AddressInfo): string {
  return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
}
