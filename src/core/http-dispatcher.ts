import type { Dispatcher } from "undici";
import { longestSilence } from "./http-silence.ts";
import { readOptional } from "./optional-file.ts";

const dispatchers = new Map<string, Promise<Dispatcher>>();

/**
 * One pool of connections for each set of extra certificates (PEM), through the proxies that the environment names.
 * Trusted besides are Node's own authorities, `NODE_EXTRA_CA_CERTS` among them, and those of `SSL_CERT_FILE`. A server
 * that is silent for too long counts as gone. What listens on loopback is never asked for at a proxy.
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
  const [{ EnvHttpProxyAgent }, { getCACertificates }, named] = await Promise.all([
    import("undici"),
    import("node:tls"),
    namedAuthorities(),
  ]);
  const more = [ca, named].filter((text) => text !== "");
  const tls = more.length === 0 ? {} : { ca: [...getCACertificates("default"), ...more] };
  return new EnvHttpProxyAgent({
    connect: { timeout: 10_000, ...tls },
    requestTls: tls,
    noProxy: [process.env.no_proxy ?? process.env.NO_PROXY ?? "", "localhost,127.0.0.1,[::1]"].join(","),
    connections: 16,
    headersTimeout: longestSilence(),
    bodyTimeout: longestSilence(),
  });
}

/** Those that Node was told of already need not be parsed again for every connection. */
async function namedAuthorities(): Promise<string> {
  const { SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: known } = process.env;
  return file && file !== known ? ((await readOptional(file)) ?? "") : "";
}
