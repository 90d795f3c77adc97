import { digestOf, hexOf } from "../../oci/digest.ts";
import type { BinaryPackage } from "./binary-package.ts";
import { Universe } from "./universe.ts";

/** A package of an index, for tests: `example("app 1", { depends: "libc6" })`. */
export function example(label: string, fields: Partial<BinaryPackage> = {}): BinaryPackage {
  const [name = "", version = ""] = label.split(" ");
  return {
    name,
    version,
    architecture: "amd64",
    source: name,
    sha256: hexOf(digestOf(label)),
    size: 1,
    path: `pool/main/${name[0]}/${name}/${name}_${version}_amd64.deb`,
    archive: "debian",
    suite: "bookworm",
    priority: "optional",
    depends: "",
    excludes: "",
    provides: "",
    ...fields,
  };
}

/** A universe of amd64 packages, for tests. */
export function universeOf(packages: Iterable<BinaryPackage>): Universe {
  const universe = new Universe("amd64");
  for (const found of packages) universe.add(found);
  return universe;
}
