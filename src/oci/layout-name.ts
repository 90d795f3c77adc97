import { UsageError } from "../core/error.ts";
import { type Digest, isDigest } from "./digest.ts";

/** An image of an OCI image layout on disk, as skopeo writes it: `oci:FOLDER`, `oci:FOLDER:NAME`. */
export interface LayoutName {
  /** As it was typed. */
  readonly path: string;
  /** Its `org.opencontainers.image.ref.name` in `index.json`. */
  readonly name?: string;
  readonly digest?: Digest;
}

const scheme = "oci:";

// The grammar of OCI image specification, annotations.md, "org.opencontainers.image.ref.name".
const component = "[A-Za-z0-9]+(?:(?:[-._:@+]|--)[A-Za-z0-9]+)*";
const namePattern = new RegExp(`^${component}(?:/${component})*$`);

/**
 * Parses `oci:FOLDER[:NAME][@DIGEST]`; nothing for a text without `oci:`. As for skopeo, the name begins at the first
 * colon. Throws `BAD_REFERENCE`.
 */
export function parseLayoutName(text: string): LayoutName | undefined {
  if (text.startsWith("oci-archive:")) throw bad(text, "archives are not read in place", archiveHint);
  if (!text.startsWith(scheme)) return undefined;
  const at = text.lastIndexOf("@");
  const digest = text.slice(at + 1);
  const [rest, pinned] = isDigest(digest)
    ? [text.slice(scheme.length, at), { digest }]
    : [text.slice(scheme.length), {}];
  const colon = rest.indexOf(":");
  if (colon < 0) return { path: pathOf(text, rest), ...pinned };
  const name = rest.slice(colon + 1);
  if (!namePattern.test(name)) throw bad(text, `"${name}" is no name of an image`, nameHint);
  return { path: pathOf(text, rest.slice(0, colon)), name, ...pinned };
}

/** The form that parses to the same name. */
export function formatLayoutName({ path, name, digest }: LayoutName): string {
  return `${scheme}${path}${name === undefined ? "" : `:${name}`}${digest === undefined ? "" : `@${digest}`}`;
}

const nameHint = "Write oci:FOLDER:NAME, with a name such as 1.4 or registry.example/team/app:1.4.";
const archiveHint = "Unpack it into a folder with `tar -xf FILE -C FOLDER`, and write oci:FOLDER.";

function pathOf(text: string, path: string): string {
  if (path === "") throw bad(text, "it names no folder", nameHint);
  return path;
}

function bad(text: string, why: string, hint: string): UsageError {
  return new UsageError(`"${text}" is not an image layout: ${why}`, { code: "BAD_REFERENCE", hint });
}
