import { Buffer } from "node:buffer";
import { comparePaths } from "../../../archive/path-bytes.ts";
import { madeFile } from "../made-entry.ts";
import { readFile } from "./read-file.ts";
import type { Script } from "./script.ts";

/** Where programs look for the certificates they trust. */
export const bundlePath = "etc/ssl/certs/ca-certificates.crt";

/** All certificates of the package in one file, ordered by path, as update-ca-certificates writes it. */
export const caBundle: Script = async (input) => {
  const certificates = input.deb.entries
    .filter(({ path, type }) => type === "file" && /^usr\/share\/ca-certificates\/.+\.crt$/.test(path))
    .sort((a, b) => comparePaths(a.path, b.path));
  const texts: Buffer[] = [];
  for (const certificate of certificates) texts.push(ended(await readFile(input, certificate)));
  return [madeFile(bundlePath, Buffer.concat(texts))];
};

/** With a line end; the next certificate starts on a line of its own. */
function ended(pem: Buffer): Buffer {
  return pem.at(-1) === 0x0a ? pem : Buffer.concat([pem, Buffer.from("\n")]);
}
