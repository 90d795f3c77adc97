import { CooperError } from "../../core/error.ts";
import type { Bytes } from "../../core/stream.ts";
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

/** The quickest to unpack first; each suite offers one of them at least. */
const compressions = ["gz", "xz"] as const;
type Compression = (typeof compressions)[number];

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
  const index = compressions
    .map((compression) => ({ compression, file: release.files.get(`${folder}/Packages.${compression}`) }))
    .find((offer) => offer.file !== undefined);
  if (index?.file === undefined) throw noIndex(release, architecture);
  const { file, compression } = index;
  const suite = `${tools.archives.roots[release.suite.archive]}/dists/${release.suite.name}`;
  const named = `${suite}/${folder}/Packages.${compression}`;
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
  const text = await unpack(index, blobs.open(index.file.digest));
  for await (const paragraph of paragraphs(text, packageFields)) {
    yield readPackage(paragraph, { archive, suite: name });
  }
}

async function unpack({ compression, release }: PackagesIndex, source: Bytes): Promise<Bytes> {
  const options = { limit: largest, where: `package index of ${release.suite.name}` };
  if (compression === "gz") return (await import("../../archive/gzip.ts")).gunzip(source, options);
  return (await import("../../archive/xz.ts")).unxz(source, options);
}

function noIndex({ suite, files }: VerifiedRelease, architecture: string): CooperError {
  const known = [...files.keys()].flatMap((path) => /^main\/binary-(\w+)\/Packages\./.exec(path)?.[1] ?? []);
  return new CooperError(`Debian's ${suite.name} has no packages for ${architecture}`, {
    code: "BAD_RELEASE",
    where: suite.name,
    hint: `It has packages for ${[...new Set(known)].sort().join(", ")}.`,
  });
}
