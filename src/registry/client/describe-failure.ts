import { absenceRemedy, denialRemedy, kindOf, loginRemedy } from "./registry-kind.ts";

/** Who asked, as far as errors may tell. */
export interface Identity {
  readonly registry: string;
  /** Where the login came from: a file, a helper, a variable, or `none`. */
  readonly source: string;
  /** Texts that no message may contain. */
  readonly secrets: readonly string[];
  /** Why a login that is set up could not be had. */
  readonly problem?: string | undefined;
}

/** What to say of a failure, besides the registry's own words. */
export interface Description {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Which request failed, whose it was, and the code of the registry. */
export type Situation = Identity & { readonly method: string; readonly reason: string | undefined };

/** Says what a status means for whoever asked. */
export function describeFailure(status: number, situation: Situation): Description {
  const { registry, reason = "", method } = situation;
  if (status === 401 || reason === "UNAUTHORIZED") return unauthorized(situation);
  if (reason === "NAME_INVALID") return named.NAME_INVALID(registry);
  if (status === 404) return named[reason]?.(registry) ?? absent(situation);
  if (status === 403 || reason === "DENIED") return denied(situation);
  if (method === "DELETE" && (status === 405 || reason === "UNSUPPORTED")) return undeletable(registry);
  return {
    code: "REGISTRY_STATUS",
    message: `${registry} answered ${status}${reason === "" ? "" : ` ${reason}`}`,
    hint: statusHint(status, registry),
  };
}

const named: Readonly<Record<string, (registry: string) => Description>> & {
  readonly NAME_INVALID: (registry: string) => Description;
} = {
  NAME_INVALID: (registry) => ({
    code: "NAME_INVALID",
    message: `${registry} does not allow this repository name`,
    hint: "Use lower-case letters, digits, '.', '_', '-' and '/', in as many parts as this registry takes.",
  }),
  MANIFEST_UNKNOWN: (registry) => ({
    code: "NO_SUCH_MANIFEST",
    message: `${registry} has no such manifest`,
    hint: "Check the tag or digest; `cooper ls` lists the tags of a repository.",
  }),
  BLOB_UNKNOWN: (registry) => ({
    code: "NO_SUCH_BLOB",
    message: `${registry} has no such blob`,
    hint: "The image there is incomplete; push it again from where it was built.",
  }),
  BLOB_UPLOAD_UNKNOWN: (registry) => ({
    code: "REGISTRY_STATUS",
    message: `${registry} has forgotten an upload`,
    hint: "Run it again: what has arrived is not sent again.",
  }),
};

function unauthorized({ registry, source, problem }: Situation): Description {
  const refused =
    source === "none" ? "wants a login (credentials: none)" : `refused the login from ${source}`;
  return {
    code: "REGISTRY_UNAUTHORIZED",
    message: `${registry} ${refused}`,
    hint: `${loginRemedy(registry)}${whatFailed(problem)}`,
  };
}

function denied({ registry, source, problem }: Situation): Description {
  const remedy = source === "none" ? loginRemedy(registry) : denialRemedy(registry);
  return {
    code: "REGISTRY_DENIED",
    message: `${registry} denies this (credentials: ${source})`,
    hint: `${remedy}${whatFailed(problem)}`,
  };
}

function whatFailed(problem: string | undefined): string {
  return problem === undefined ? "" : ` What is set up did not work: ${problem}.`;
}

function absent({ registry, source }: Situation): Description {
  const login = source === "none" ? ` ${loginRemedy(registry)}` : "";
  return {
    code: "NO_SUCH_REPOSITORY",
    message: `${registry} has no such repository (credentials: ${source})`,
    hint: `${absenceRemedy(registry)}${login}`,
  };
}

/** What a registry without room says. */
export function fullRegistry(registry: string): Description {
  return {
    code: "REGISTRY_FULL",
    message: `${registry} has no room left`,
    hint: "Whoever runs it must make room. Then run this again: what has arrived is not sent again.",
  };
}

function undeletable(registry: string): Description {
  const ghcr = "GHCR deletes versions through the Packages API of GitHub: `cooper prune` uses it.";
  return {
    code: "DELETE_UNSUPPORTED",
    message: `${registry} deletes nothing through its registry API`,
    hint: kindOf(registry) === "ghcr" ? ghcr : "Turn deletion on in the settings of the registry.",
  };
}

function statusHint(status: number, registry: string): string {
  if (status === 429) return "The registry limits its rate. Wait, or log in for a higher limit.";
  if (status === 413 && kindOf(registry) === "ghcr") return "GHCR takes layers of up to 10 GB: make several.";
  if (status === 413) return "Something between here and the registry limits the size of a request.";
  return status >= 500 ? "The registry has trouble; try again later." : "Look into the log of the registry.";
}
