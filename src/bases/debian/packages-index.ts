import { type Compression, decompress } from "../../archive/decompress.ts";
import { CooperError } from "../../core/error.ts";
import { hexOf } from "../../oci/digest.ts";
import { mirrorHint } from "./archives.ts";
import { type BinaryPackage, packageFields, readPackage } from "./binary-package.ts";
import { paragraphs } from "./control.ts";
import type { DebianTools } from "./debian-tools.ts";
import type { VerifiedRelease } from "./fetch-release.ts";
import { fetchVerified } from "./fetch-verified.ts";
import type { ReleaseFile } from "./release.ts";

/** The Packages file of one suite and architecture, in the store. */
export interface PackagesIndex {
  readonly release: VerifiedRelease;
  readonly file: ReleaseFile;
  readonly compression: Compression;
  /** Whether the store had it already. */
  readonly cached: boolean;
}

interface Form {
  readonly ending: string;
  readonly compression: Compression;
}

/** The quickest to unpack first; each suite offers one of them at least. */
const forms: readonly Form[] = [
  { ending: "gz", compression: "gzip" },
  { ending: "xz", compression: "xz" },
];

/** Bytes an index may unpack to; that of trixie has 57 MB. */
const largest = 2 ** 30;

/**
 * Fetches a Packages file into the store, unless it is there. Fails with `BAD_RELEASE` where the suite has none for the
 * architecture, or with `DIGEST_MISMATCH`.
 */
export async function fetchIndex(
  release: VerifiedRelease,
  architecture: string,
  tools: DebianTools,
): Promise<PackagesIndex> {
  const folder = `main/binary-${architecture}`;
  const index = forms
    .map((form) => ({ ...form, file: release.files.get(`${folder}/Packages.${form.ending}`) }))
    .find((offer) => offer.file !== undefined);
  if (index?.file === undefined) throw noIndex(release, architecture);
  const { file, ending, compression } = index;
  const suite = `${tools.archives.roots[release.suite.archive]}/dists/${release.suite.name}`;
  const named = `${suite}/${folder}/Packages.${ending}`;
  const hashed = `${suite}/${folder}/by-hash/SHA256/${hexOf(file.digest)}`;
  const cached = await fetchVerified(
    { name: `the package index of ${release.suite.name} for ${architecture}`, ...file },
    release.byHash ? [hashed, named] : [named],
    { hint: mirrorHint, tools },
  );
  return { release, file, compression, cached };
}

/** The packages of an index as they stream out of it. */
export async function* packagesOf(
  index: PackagesIndex,
  { blobs }: Pick<DebianTools, "blobs">,
): AsyncGenerator<BinaryPackage> {
  const { archive, name } = index.release.suite;
  const options = { limit: largest, where: `package index of ${name}` };
  const text = decompress(index.compression, blobs.open(index.file.digest), options);
  for await (const paragraph of paragraphs(text, packageFields)) {
    yield readPackage(paragraph, { archive, suite: name });
  }
}

function noIndex({ suite, files }: VerifiedRelease, architecture: string): CooperError {
  const known = [...files.keys()].flatMap((path) => /^main\/binary-(\w+)\/Packages\./.exec(path)?.[1] ?? []);
  return new CooperError(`Debian's ${suite.name} has no packages for ${architecture}`, {
    code: "BAD_RELEASE",
    where: suite.name,
    hint: `It has packages for ${[...new Set(known)].sort().join(", ")}.`,
  });
}
