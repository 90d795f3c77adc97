import { isRepository } from "../../oci/reference.ts";
import { RegistryError } from "./registry-error.ts";

/** A repository as a whole. */
export interface RepositoryRoute {
  readonly repository: string;
}

/** Something of a repository: by the id of an upload, by a digest, or by a tag. */
export interface PartRoute extends RepositoryRoute {
  readonly id: string;
}

/** What a request of the distribution API asks for. */
export type Route =
  | { readonly kind: "base" }
  | { readonly kind: "catalog" }
  | ({ readonly kind: "tags" } & RepositoryRoute)
  | ({ readonly kind: "manifest" } & PartRoute)
  | ({ readonly kind: "blob" } & PartRoute)
  | ({ readonly kind: "referrers" } & PartRoute)
  | ({ readonly kind: "uploads" } & RepositoryRoute)
  | ({ readonly kind: "upload" } & PartRoute);

const patterns: readonly (readonly [Exclude<Route["kind"], "base" | "catalog">, RegExp])[] = [
  ["tags", /^\/v2\/(?<repository>.+)\/tags\/list$/],
  ["uploads", /^\/v2\/(?<repository>.+)\/blobs\/uploads\/?$/],
  ["upload", /^\/v2\/(?<repository>.+)\/blobs\/uploads\/(?<id>[^/]+)$/],
  ["manifest", /^\/v2\/(?<repository>.+)\/manifests\/(?<id>[^/]+)$/],
  ["blob", /^\/v2\/(?<repository>.+)\/blobs\/(?<id>[^/]+)$/],
  ["referrers", /^\/v2\/(?<repository>.+)\/referrers\/(?<id>[^/]+)$/],
];

/**
 * The route of a URL path, or nothing where the API has none; a name that is not allowed is refused.
 * Source: OCI distribution 1.1, "Endpoints".
 */
export function routeOf(path: string): Route | undefined {
  if (path === "/v2/" || path === "/v2") return { kind: "base" };
  if (path === "/v2/_catalog") return { kind: "catalog" };
  const text = decoded(path);
  for (const [kind, pattern] of patterns) {
    const groups = pattern.exec(text)?.groups;
    if (groups?.repository === undefined) continue;
    if (!isRepository(groups.repository)) throw badName(groups.repository);
    return { kind, ...groups } as Route;
  }
  return undefined;
}

/** Malformed percent-encoding names nothing. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}

function badName(name: string): RegistryError {
  const message = `"${name}" is not the name of a repository: lower-case words and digits, with / between, 255 at most`;
  return new RegistryError("NAME_INVALID", message, { status: 400, detail: { name } });
}
