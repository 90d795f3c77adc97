import { CooperError, codeOf, UsageError } from "../core/error.ts";
import { isLoopback } from "../registry/client/origin.ts";
import { type ServedRegistry, serveStore } from "../registry/server/serve.ts";
import { openCache } from "./cache.ts";

/** What to serve, and where. */
export interface RegistryServing {
  /** The folder the user stands in: the store is that of the workspace round it. */
  readonly start: string;
  readonly env: NodeJS.ProcessEnv;
  /** `host:port`; `127.0.0.1:5000` unless said otherwise, and port 0 for any that is free. */
  readonly address?: string | undefined;
  readonly readOnly?: boolean | undefined;
  /** Whether the address may be one that other machines reach. */
  readonly allowRemote?: boolean | undefined;
}

/** A registry that serves a store. */
export interface StoreRegistry extends ServedRegistry {
  /** Folder of the store. */
  readonly folder: string;
}

/** Serves the store as a registry. Fails with `NOT_LOOPBACK`, `BAD_ADDRESS` or `CANNOT_LISTEN`. */
export async function serveRegistry(options: RegistryServing): Promise<StoreRegistry> {
  const { address: text = "127.0.0.1:5000", readOnly = false, allowRemote = false } = options;
  const { address, port } = parseAddress(text);
  if (!allowRemote && !isLoopback(address === "::1" ? "[::1]" : address)) throw notLoopback(text);
  const store = await openCache(options);
  try {
    const served = await serveStore(store, { address, port, readOnly });
    return { ...served, folder: store.folder };
  } catch (error) {
    throw listenFailure(error, text);
  }
}

/** `host:port`, `[IPv6]:port` or `:port`, which listens on every interface. */
function parseAddress(text: string): { address: string; port: number } {
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[^:/\s]*):(\d{1,5})$/.exec(text) ?? [];
  if (host !== undefined && Number(port) <= 65535) {
    return { address: host === "" ? "0.0.0.0" : host.replace(/^\[|\]$/g, ""), port: Number(port) };
  }
  throw new UsageError(`"${text}" is not an address to listen on`, {
    code: "BAD_ADDRESS",
    hint: "Write host:port, such as 127.0.0.1:5000. Port 0 takes any that is free.",
  });
}

function notLoopback(text: string): UsageError {
  return new UsageError(`other machines could reach ${text}`, {
    code: "NOT_LOOPBACK",
    hint:
      "The registry asks nobody for a password: whoever reaches it can read, push and delete. " +
      "Listen on 127.0.0.1, or add --allow-remote (best with --read-only) where the network is yours.",
  });
}

function listenFailure(error: unknown, text: string): unknown {
  const known: Readonly<Record<string, string>> = {
    EADDRINUSE: "another program listens there already",
    EADDRNOTAVAIL: "this machine has no such address",
    ENOTFOUND: "this machine has no such address",
    EACCES: "the system does not let this user listen there",
  };
  const why = known[codeOf(error) ?? ""];
  if (why === undefined) return error;
  return new CooperError(`the registry cannot listen on ${text}: ${why}`, {
    code: "CANNOT_LISTEN",
    cause: error,
    hint: "Choose another one with --address, such as 127.0.0.1:5001, or 127.0.0.1:0 for any port that is free.",
  });
}
