import type { FileTree } from "./file-tree.ts";
import type { FileFact } from "./snapshot.ts";

/** A package that a container of the image would find installed. */
export interface InstalledPackage {
  readonly kind: "debian" | "python";
  readonly name: string;
  readonly version: string;
}

const debianFile = /^var\/lib\/dpkg\/(status|status\.d\/[^/]+(?<!\.md5sums))$/;
const pythonFile = /(^|\/)[^/]+\.dist-info\/METADATA$/;

/** Whether a file says which package is installed, so that a snapshot must keep its content. */
export function isPackageFile(path: string): boolean {
  return debianFile.test(path) || pythonFile.test(path);
}

/** The packages of an image, by the files that {@link isPackageFile} names. */
export function packagesOf(tree: FileTree<FileFact>): InstalledPackage[] {
  return [...tree.files()].flatMap(({ path, fact }) => {
    const text = fact.content?.toString("utf8");
    if (text === undefined) return [];
    return debianFile.test(path) ? debianPackages(text) : pythonPackage(text);
  });
}

/** Stanzas of dpkg's database; whole ones say whether the package is still there, those of `status.d` do not. */
function debianPackages(text: string): InstalledPackage[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const name = headerOf(stanza, "Package");
    const version = headerOf(stanza, "Version");
    const status = headerOf(stanza, "Status") ?? "installed";
    if (!name || !version || !/\binstalled$/.test(status)) return [];
    return [{ kind: "debian", name, version }];
  });
}

/** Source: Core metadata specifications of the Python Packaging User Guide. */
function pythonPackage(text: string): InstalledPackage[] {
  const [headers = ""] = text.split(/\r?\n\r?\n/, 1);
  const name = headerOf(headers, "Name");
  const version = headerOf(headers, "Version");
  if (!name || !version) return [];
  return [{ kind: "python", name: name.toLowerCase().replaceAll(/[-_.]+/g, "-"), version }];
}

function headerOf(text: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*)$`, "im").exec(text)?.[1]?.trim();
}
