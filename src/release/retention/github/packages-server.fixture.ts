import { createServer, type IncomingMessage } from "node:http";
import type { TestContext } from "node:test";
import { listen } from "../../../../test/support/loopback.ts";
import type { Digest } from "../../../oci/digest.ts";

/** A version of a container package, as GitHub's documentation shows it. */
export interface PackageVersion {
  readonly id: number;
  readonly name: Digest;
  readonly created_at: string;
  readonly metadata: { readonly container: { readonly tags: readonly string[] } };
}

/** What the stand-in knows. */
export interface Packages {
  /** `Organization` or `User` by login. */
  readonly owners: Readonly<Record<string, string>>;
  /** By path, such as `/orgs/team/packages/container/dev%2Ftodost`. */
  readonly packages: Readonly<Record<string, PackageVersion[]>>;
  /** Ids of public versions with more than 5,000 downloads. */
  readonly popular?: readonly number[];
  readonly openPullRequests?: readonly number[];
}

/** A stand-in for GitHub's REST API, pages of two. Notes every request. Only the token `good` is let in. */
export async function servePackages(
  context: TestContext,
  packages: Packages,
): Promise<{ readonly url: string; readonly requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const [status, body, headers] = answer(request, packages);
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  });
  const host = await listen(context, server);
  return { url: `http://${host}`, requests };
}

type Answer = readonly [status: number, body?: unknown, headers?: Record<string, string> | undefined];

const notFound: Answer = [404, { message: "Package not found." }];

function answer(request: IncomingMessage, packages: Packages): Answer {
  if (request.headers.authorization !== "token good") return [401, { message: "Bad credentials" }];
  const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
  const [, path = "", id] = /^(.*?)(?:\/versions(?:\/(\d+))?)?$/.exec(url.pathname) ?? [];
  const type = packages.owners[/^\/users\/([^/]+)$/.exec(path)?.[1] ?? ""];
  if (type !== undefined) return [200, { type }];
  const numbers = packages.openPullRequests ?? [];
  if (/^\/repos\/[^/]+\/[^/]+\/pulls$/.test(path))
    return page(
      url,
      numbers.map((number) => ({ number })),
    );
  const versions = packages.packages[path];
  if (!versions) return notFound;
  if (id === undefined) return page(url, versions);
  const version = versions.find((each) => each.id === Number(id));
  if (!version) return notFound;
  return request.method === "DELETE" ? remove(version, versions, packages) : [200, version];
}

function remove(version: PackageVersion, versions: PackageVersion[], { popular = [] }: Packages): Answer {
  if (popular.includes(version.id)) return [400, { message: tooPopular }];
  if (isLastTagged(versions, version)) return [400, { message: lastTagged }];
  versions.splice(versions.indexOf(version), 1);
  return [204];
}

const tooPopular =
  "Publicly visible package versions with more than 5000 downloads cannot be deleted. " +
  "Contact GitHub support for further assistance.";
const lastTagged =
  "You cannot delete the last tagged version of a package. You must delete the package instead.";

function isLastTagged(versions: readonly PackageVersion[], version: PackageVersion): boolean {
  const tagged = versions.filter(({ metadata }) => metadata.container.tags.length > 0);
  return tagged.length === 1 && tagged[0] === version;
}

function page(url: URL, items: readonly unknown[]): Answer {
  const number = Number(url.searchParams.get("page") ?? 1);
  const next = new URL(url);
  next.searchParams.set("page", String(number + 1));
  const headers = items.length > number * 2 ? { link: `<${next.href}>; rel="next"` } : undefined;
  return [200, items.slice((number - 1) * 2, number * 2), headers];
}
