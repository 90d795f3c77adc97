import { digestOf } from "../../oci/digest.ts";
import type { LockedBase, LockedPackage, LockFile } from "./lock-file.ts";

/** A locked package of a name and a version, for tests. */
export function examplePackage(name: string, version: string, architecture = "amd64"): LockedPackage {
  return {
    name,
    version,
    architecture,
    source: name,
    sha256: digestOf(`${name} ${version} ${architecture}`),
    size: 1000 + version.length,
    archive: "debian",
    path: `pool/main/${name[0]}/${name}/${name}_${version}_${architecture}.deb`,
  };
}

/** A locked base with these packages on amd64 and arm64, for tests. */
export function exampleBase(versions: Record<string, string>): LockedBase {
  const packagesOf = (architecture: string) =>
    Object.entries(versions).map(([name, version]) => examplePackage(name, version, architecture));
  return {
    request: digestOf("request"),
    releases: [
      {
        suite: "bookworm",
        archive: "debian",
        date: "2026-07-11T10:16:37Z",
        signers: ["4D64FEC119C2029067D6E791F8D2585B8783D481"],
      },
    ],
    packages: new Map([
      ["amd64", packagesOf("amd64")],
      ["arm64", packagesOf("arm64")],
    ]),
  };
}

/** A lock file with one base, for tests. */
export function exampleLock(versions: Record<string, string>): LockFile {
  return { bases: new Map([["debian12/cc", exampleBase(versions)]]), images: new Map() };
}
