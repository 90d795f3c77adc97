import { createServer } from "node:http";
import { connect } from "node:net";
import { pipeline } from "node:stream/promises";
import { listen } from "../../support/loopback.ts";
import type { Owner } from "./workspace.ts";

/** Who may go where through a proxy. */
export interface TunnelOptions {
  /** By host name: the address of this machine that stands for it. Others are refused with 403. */
  readonly hosts: Readonly<Record<string, string>>;
  /** `name:password`, without which everything is refused with 407. */
  readonly login?: string;
}

/**
 * Starts a proxy that opens tunnels, as those of companies do. To clients whose `HTTPS_PROXY` it is, a server of this
 * machine has a name that nobody need resolve. Returns its address. It ends with its owner.
 */
export async function startTunnelProxy(owner: Owner, { hosts, login }: TunnelOptions): Promise<string> {
  const server = createServer((_, response) => response.writeHead(403).end());
  server.on("connect", ({ url = "", headers }, client) => {
    client.on("error", () => {});
    const given = /^Basic (.*)$/.exec(headers["proxy-authorization"] ?? "")?.[1] ?? "";
    if (login !== undefined && Buffer.from(given, "base64").toString() !== login) {
      return void client.end(
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
      );
    }
    const [host, port] = hosts[url.replace(/:\d+$/, "")]?.split(":") ?? [];
    if (host === undefined) return void client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      pipeline(client, upstream, client).catch(() => {});
    });
    upstream.on("error", () => client.destroy());
  });
  const host = await listen(owner, server);
  return `http://${host}`;
}
