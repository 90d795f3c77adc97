import { UsageError } from "../core/error.ts";
import { type Digest, isDigest } from "./digest.ts";

/** A parsed image name. Source: distribution, reference/reference.go (the grammar) and docs/spec. */
export interface Reference {
  /** Host and port, such as `ghcr.io` or `localhost:5000`. */
  readonly registry: string;
  /** Path such as `library/alpine`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

/** A reference without tag and digest. */
export type RepositoryName = Pick<Reference, "registry" | "repository">;

const dockerHub = "docker.io";
const longestRepository = 255;

// The grammar's own names. `label` is its domain-component; a host that looks like an IPv4 address is a domain too.
const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const registryPattern = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const repositoryPattern = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const identifierPattern = /^[a-f0-9]{64}$/;

/**
 * Parses `[registry/]repository[:tag][@digest]`; a name without a registry belongs to Docker Hub, as it does for
 * `docker pull`. With `defaultTag`, a reference that has neither tag nor digest gets `latest`. Throws `BAD_REFERENCE`.
 */
export function parseReference(text: string, options: { defaultTag?: boolean } = {}): Reference {
  const { name, tag, digest } = cut(text);
  if (/^https?:\/\//.test(text)) throw bad(text, "it has a scheme", "Leave https:// out.");
  if (name === "") throw bad(text, "it names no repository", nameHint);
  if (tag !== undefined && !tagPattern.test(tag)) throw bad(text, `"${tag}" is not a tag`, tagHint);
  if (digest !== undefined && !isDigest(digest)) throw bad(text, `"${digest}" is not a digest`, digestHint);
  if (identifierPattern.test(name)) throw bad(text, "it reads like an image ID", `Write @sha256:${name}.`);
  const split = splitName(name);
  check(text, split);
  const latest = options.defaultTag && tag === undefined && digest === undefined ? "latest" : tag;
  return {
    ...split,
    ...(latest === undefined ? {} : { tag: latest }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** Whether a text is the path of a repository. Source: OCI distribution 1.1, "Pulling manifests". */
export function isRepository(text: string): boolean {
  return text.length <= longestRepository && repositoryPattern.test(text);
}

/** Whether a text is a tag. Source: OCI distribution 1.1, "Pulling manifests". */
export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

/** The full form, which parses to the same reference: `docker.io/library/alpine:3.20`. */
export function formatReference(reference: Reference): string {
  const { registry, repository, tag, digest } = reference;
  return `${registry}/${repository}${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`;
}

/** The shortest form that parses to the same reference, as `docker images` prints it: `alpine:3.20`. */
export function familiarReference(reference: Reference): string {
  const full = `${reference.registry}/${reference.repository}`;
  const shorter = [/^docker\.io\/(library\/)?/, /^docker\.io\//].map((prefix) => full.replace(prefix, ""));
  const shortest = shorter.find(
    (name) => !identifierPattern.test(name) && sameName(splitName(name), reference),
  );
  return formatReference(reference).replace(full, () => shortest ?? full);
}

const tagHint = "A tag has up to 128 letters, digits, '_', '.' and '-', and does not begin with '.' or '-'.";
const digestHint = "Write @sha256: and 64 hexadecimal digits in lower case.";
const nameHint = "Write registry/repository:tag, such as ghcr.io/team/service:1.4.";

/** A `:` after the last `/` begins a tag; one before it begins a port. */
function cut(text: string): { name: string; tag: string | undefined; digest: string | undefined } {
  const [rest = "", digest] = splitOnce(text, text.indexOf("@"));
  const colon = rest.lastIndexOf(":");
  const [name = "", tag] = splitOnce(rest, colon > rest.lastIndexOf("/") ? colon : -1);
  return { name, tag, digest };
}

function splitOnce(text: string, at: number): [string, string | undefined] {
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Source: distribution, reference/normalize.go, splitDockerDomain. */
function splitName(name: string): RepositoryName {
  const [first, rest] = splitOnce(name, name.indexOf("/"));
  const isHost = /[.:]|[A-Z]/.test(first) || first === "localhost";
  if (rest === undefined || !isHost) {
    return { registry: dockerHub, repository: rest === undefined ? `library/${name}` : name };
  }
  const registry = first === "index.docker.io" ? dockerHub : first;
  const official = registry === dockerHub && !rest.includes("/");
  return { registry, repository: official ? `library/${rest}` : rest };
}

function sameName(a: RepositoryName, b: RepositoryName): boolean {
  return a.registry === b.registry && a.repository === b.repository;
}

function check(text: string, { registry, repository }: RepositoryName): void {
  if (!registryPattern.test(registry)) throw bad(text, `"${registry}" is not a host`, nameHint);
  if (repository.length > longestRepository) {
    throw bad(text, `the repository has more than ${longestRepository} characters`, "Choose a shorter path.");
  }
  if (repositoryPattern.test(repository)) return;
  if (repositoryPattern.test(repository.toLowerCase())) {
    throw bad(text, "the repository has upper-case letters", `Write ${repository.toLowerCase()}.`);
  }
  throw bad(text, `"${repository}" is not a repository`, nameHint);
}

function bad(text: string, why: string, hint: string): UsageError {
  // Who writes a login into a name does not want to read it in a log.
  const shown = text.replace(/^((?:\w+:\/\/)?)[^/@]*:[^/@]*@(?!sha\d+:)/, "$1***@");
  return new UsageError(`"${shown}" is not an image reference: ${why}`, { code: "BAD_REFERENCE", hint });
}
