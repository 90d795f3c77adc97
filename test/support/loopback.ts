import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { after } from "node:test";

/** What ends some time: a test (its context), or a file of tests (`{ after }` of `node:test`). */
export interface Owner {
  readonly after: typeof after;
}

/** Lets a server listen on a free port of this machine until its owner ends; gives `127.0.0.1:<port>`. */
export async function listen(owner: Owner, server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  owner.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A host and port of this machine where nobody listens. */
export async function deadHost(): Promise<string> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}
