import type { Dispatcher } from "undici";
import { longestSilence } from "./http-silence.ts";

const dispatchers = new Map<string, Promise<Dispatcher>>();

/**
 * One pool of connections for each set of extra certificates (PEM), through the proxies that the environment names. A
 * server that is silent for too long counts as gone. What listens on loopback is never asked for at a proxy.
 */
export function dispatcherFor(ca = ""): Promise<Dispatcher> {
  let dispatcher = dispatchers.get(ca);
  if (!dispatcher) {
    dispatcher = makeDispatcher(ca);
    dispatchers.set(ca, dispatcher);
  }
  return dispatcher;
}

async function makeDispatcher(ca: string): Promise<Dispatcher> {
  const [{ EnvHttpProxyAgent }, { getCACertificates }] = await Promise.all([
    import("undici"),
    import("node:tls"),
  ]);
  const tls = ca === "" ? {} : { ca: [...getCACertificates("default"), ca] };
  return new EnvHttpProxyAgent({
    connect: { timeout: 10_000, ...tls },
    requestTls: tls,
    noProxy: [process.env.no_proxy ?? process.env.NO_PROXY ?? "", "localhost,127.0.0.1,[::1]"].join(","),
    connections: 16,
    headersTimeout: longestSilence(),
    bodyTimeout: longestSilence(),
  });
}
