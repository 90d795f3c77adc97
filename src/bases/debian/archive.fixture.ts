import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import * as openpgp from "openpgp";
import { digestOf, hexOf } from "../../oci/digest.ts";
import type { PinnedKey } from "./archive-keys.ts";
import type { BinaryPackage } from "./binary-package.ts";

/** When everything of the fixtures was made. */
export const signedAt = new Date("2026-07-11T10:16:37Z");

/** A server on loopback, for tests: what it serves can be changed, and it remembers what was asked for. */
export interface TestServer {
  readonly url: string;
  readonly files: Map<string, string | Uint8Array>;
  readonly asked: string[];
  close(): void;
}

/** Serves `files` by their paths without the slash at the start, 404 for everything else. */
export async function serve(files: Map<string, string | Uint8Array> = new Map()): Promise<TestServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1);
    asked.push(path);
    const content = files.get(path);
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, files, asked, close };
}

/** A key pair and what it signs, for tests. */
export interface TestKey {
  readonly pinned: PinnedKey;
  sign(text: string): Promise<string>;
}

export interface TestKeyOptions {
  /** Seconds that the key is good for. */
  readonly lifetime?: number;
}

/** Makes a key that signs as of {@link signedAt}. */
export async function testKey({ lifetime }: TestKeyOptions = {}): Promise<TestKey> {
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name: "Test" }],
    date: signedAt,
    ...(lifetime === undefined ? {} : { keyExpirationTime: lifetime }),
    format: "object",
  });
  return {
    pinned: { fingerprint: publicKey.getFingerprint().toUpperCase(), armored: publicKey.armor() },
    sign: async (text) => {
      const message = await openpgp.createCleartextMessage({ text });
      return openpgp.sign({ message, signingKeys: privateKey, date: signedAt });
    },
  };
}

/** A Packages file with these packages. */
function packagesFile(packages: readonly BinaryPackage[]): string {
  const paragraphs = packages.map((found) =>
    [
      `Package: ${found.name}`,
      `Version: ${found.version}`,
      `Architecture: ${found.architecture}`,
      `Source: ${found.source} (${found.version})`,
      ...(found.depends ? [`Depends: ${found.depends}`] : []),
      "Description: of no interest",
      ` Depends: nothing of this counts`,
      `Filename: ${found.path}`,
      `Size: ${found.size}`,
      `SHA256: ${found.sha256}`,
    ].join("\n"),
  );
  return `${paragraphs.join("\n\n")}\n`;
}

export interface SuiteFixture {
  readonly suite: string;
  /** By architecture. */
  readonly packages: Readonly<Record<string, readonly BinaryPackage[]>>;
  readonly key: TestKey;
}

/** The files of a signed suite, by path below the root of its archive. */
export async function suiteFiles({
  suite,
  packages,
  key,
}: SuiteFixture): Promise<Map<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  const lines: string[] = [];
  for (const [architecture, list] of Object.entries(packages)) {
    const path = `main/binary-${architecture}/Packages.gz`;
    const content = gzipSync(packagesFile(list));
    const hex = hexOf(digestOf(content));
    files.set(`dists/${suite}/main/binary-${architecture}/by-hash/SHA256/${hex}`, content);
    lines.push(` ${hex} ${content.length} ${path}`);
  }
  files.set(`dists/${suite}/InRelease`, await key.sign(releaseText({ suite, lines })));
  return files;
}

/** The text of a Release file; `fields` come before the list of files. */
export function releaseText({
  suite,
  lines = [],
  fields = "Date: Sat, 11 Jul 2026 10:16:37 UTC",
}: {
  suite: string;
  lines?: readonly string[];
  fields?: string;
}): string {
  return [`Codename: ${suite}`, "Acquire-By-Hash: yes", fields, "SHA256:", ...lines, ""].join("\n");
}
