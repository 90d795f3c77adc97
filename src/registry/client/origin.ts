import { CooperError, UsageError } from "../../core/error.ts";
import { redactUrl } from "../../core/redact.ts";

/** The addresses that Docker Hub has gone by. */
export const dockerHubHosts = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/** Whether a host, with or without a port, is this machine. Names that only resolve to it do not count. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host);
}

/** Which hosts may be spoken to without TLS: those of this machine, and those the user named. */
export class PlainHosts {
  readonly #named: ReadonlySet<string>;

  constructor(named: Iterable<string>) {
    this.#named = new Set(named);
  }

  /** Whether plain http is meant for a registry. */
  has(host: string): boolean {
    return isLoopback(host) || this.#named.has(host);
  }

  /** Refuses an address that would send something in the clear. */
  check(url: URL, sentBy: string): URL {
    if (url.protocol === "https:" || (url.protocol === "http:" && this.has(url.host))) return url;
    const isPlain = url.protocol === "http:";
    throw new CooperError(`${sentBy} sent us to an address ${isPlain ? "without TLS" : "of no web server"}`, {
      code: "REGISTRY_PROTOCOL",
      where: redactUrl(url),
      hint: isPlain
        ? `Set COOPER_INSECURE_REGISTRIES=${url.host} where that is meant.`
        : "Whoever runs the registry must mend its settings.",
    });
  }
}

/** The hosts that `COOPER_INSECURE_REGISTRIES` names, and more. */
export function plainHosts(env: NodeJS.ProcessEnv, more: readonly string[] = []): PlainHosts {
  const named = (env.COOPER_INSECURE_REGISTRIES ?? "").split(",").map((host) => host.trim());
  return new PlainHosts([...more, ...named]);
}

/** The root of a registry's API. */
export function originOf(registry: string, plain: PlainHosts): URL {
  if (dockerHubHosts.includes(registry)) return new URL("https://registry-1.docker.io/");
  const url = URL.parse(`${plain.has(registry) ? "http" : "https"}://${registry}/`);
  if (url && url.pathname === "/" && url.username === "") return url;
  throw new UsageError(`"${registry}" is not a registry`, {
    code: "BAD_REGISTRY",
    hint: "Write host or host:port, such as ghcr.io or localhost:5000.",
  });
}

/**
 * Resolves an address that a registry gave. A registry behind a proxy that ends TLS may believe that it speaks http:
 * its own host is asked the way we asked before.
 */
export function resolveLocation(location: string, base: URL, origin: URL): URL | undefined {
  const url = URL.parse(location, base.href);
  if (url && url.protocol === "http:" && origin.protocol === "https:" && url.hostname === origin.hostname) {
    return new URL(`${url.pathname}${url.search}`, origin);
  }
  return url ?? undefined;
}
