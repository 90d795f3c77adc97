import { rfc3339 } from "../../core/clock.ts";
import { defined } from "../../core/defined.ts";
import type { Annotations } from "../../oci/descriptor.ts";
import type { Digest } from "../../oci/digest.ts";

/** What the metadata of a package says of itself. */
export interface PackageMetadata {
  readonly version?: string | undefined;
  readonly description?: string | undefined;
  /** An SPDX expression. */
  readonly licenses?: string | undefined;
  readonly url?: string | undefined;
}

/** All that annotations are made from. */
export interface PublicationFacts {
  /** Name of the image. */
  readonly title: string;
  /** Labels of its definition; those of the specification's own names win over everything found. */
  readonly labels: Readonly<Record<string, string>>;
  readonly metadata: PackageMetadata;
  /** Web address of the repository. */
  readonly source?: string | undefined;
  /** The last commit that touched the image's folder, in a clean work tree. */
  readonly revision?: string | undefined;
  /** Of a git tag that is being built. */
  readonly release?: string | undefined;
  /** Seconds since 1970 of that commit; 0 where there is none. */
  readonly created: number;
  /** The image of a registry that it stands on. */
  readonly base?: { readonly name: string; readonly digest: Digest } | undefined;
}

const prefix = "org.opencontainers.image.";

/**
 * The annotations of an image: the same on its manifests and its index. None depends on when or where it is published,
 * nor on commits that do not touch the image: so its digest stays, and what is published already is not sent again.
 * Source: OCI image specification, annotations.md.
 */
export function annotationsOf(facts: PublicationFacts): Annotations {
  const { metadata, source, created, base } = facts;
  const found = defined({
    title: facts.title,
    description: metadata.description,
    licenses: metadata.licenses,
    url: metadata.url ?? source,
    source,
    revision: facts.revision,
    version: facts.release ?? metadata.version,
    created: created > 0 ? rfc3339(created) : undefined,
    "base.name": base?.name,
    "base.digest": base?.digest,
  });
  const own = Object.entries(facts.labels).filter(([name]) => name.startsWith(prefix));
  return { ...prefixed(found), ...Object.fromEntries(own) };
}

function prefixed(values: Readonly<Partial<Record<string, string>>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value = ""]) => [prefix + name, value]));
}
