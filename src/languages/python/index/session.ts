import type { HttpOptions } from "../../../core/http.ts";
import type { BuildTools } from "../../../plan/builder.ts";
import type { Candidate } from "./candidate.ts";
import { defaultIndex } from "./default-index.ts";
import { requestOptions } from "./index-client.ts";
import { type ConfigRequest, type IndexConfig, readIndexConfig } from "./index-config.ts";
import type { IndexLocation } from "./index-settings.ts";

/** What the steps from a locked package to a wheel share during one build. */
export interface IndexSession {
  readonly tools: BuildTools;
  readonly config: IndexConfig;
  readonly http: (url: string) => HttpOptions;
  /** The index of a machine on which nobody has chosen one. */
  readonly defaultIndex: () => Promise<IndexLocation>;
  /** A list of files, asked for once in a build. */
  readonly once: (key: string, list: () => Promise<readonly Candidate[]>) => Promise<readonly Candidate[]>;
}

const pages = new WeakMap<BuildTools, Map<string, Promise<readonly Candidate[]>>>();

/** Reads the machine's configuration; pages are remembered as long as the tools of the build are. */
export async function openSession(
  tools: BuildTools,
  place: Pick<ConfigRequest, "root" | "lockFile">,
): Promise<IndexSession> {
  const config = await readIndexConfig({ ...place, env: tools.env });
  const known = pages.get(tools) ?? new Map<string, Promise<readonly Candidate[]>>();
  pages.set(tools, known);
  let standard: Promise<IndexLocation> | undefined;
  return {
    tools,
    config,
    http: (url) => requestOptions(url, config, tools.signal),
    defaultIndex: () => {
      standard ??= defaultIndex(tools);
      return standard;
    },
    once: (key, list) => {
      const page = known.get(key) ?? list();
      known.set(key, page);
      return page;
    },
  };
}
