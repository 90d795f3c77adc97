/** What a request of the distribution API asks for. */
export type Route =
  | { readonly kind: "base" }
  | { readonly kind: "manifest"; readonly repository: string; readonly reference: string }
  | { readonly kind: "blob"; readonly repository: string; readonly digest: string };

const resource = /^\/v2\/(?<repository>.+)\/(?<kind>manifests|blobs)\/(?<id>[^/]+)$/;

/** The route of a URL path, or nothing where the API has none. Source: OCI distribution 1.1, "Endpoints". */
export function routeOf(path: string): Route | undefined {
  if (path === "/v2/" || path === "/v2") return { kind: "base" };
  const { repository, kind, id } = resource.exec(decoded(path))?.groups ?? {};
  if (!repository || !id) return undefined;
  return kind === "blobs"
    ? { kind: "blob", repository, digest: id }
    : { kind: "manifest", repository, reference: id };
}

/** Malformed percent-encoding names nothing. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}
