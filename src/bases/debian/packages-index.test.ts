import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { digestOf } from "../../oci/digest.ts";
import { openStore } from "../../store/open-store.ts";
import { serve, type TestServer } from "./archive.fixture.ts";
import type { DebianTools } from "./debian-tools.ts";
import type { VerifiedRelease } from "./fetch-release.ts";
import { fetchIndex, packagesOf } from "./packages-index.ts";

/** Made with xz(1): one paragraph. */
const packed = Buffer.from(
  `/Td6WFoAAAFpIt42AgAhARwAAAAQz1jM4ACmAGJdACgYSGbb2jCF/hbe6hfJlpoPR4TCsW9xtLkLaAaizjr3tHQCPMoKAh9SZ10/
KqKvEMuTJylaMJeV9BfcNQ9pZZyyxgnW8fxRuECXCeL/uHJRxLl7LaTj8C2yBRcRZn9FTiZpAAAAnhIDqwABeqcBAAAAmd5XEz4w
DYsCAAAAAAFZWg==`,
  "base64",
);
const folder = "debian/dists/bookworm/main/binary-amd64";

let server: TestServer;
let store: string;

before(async () => {
  server = await serve();
  store = await mkdtemp(join(tmpdir(), "cooper-"));
});
after(async () => {
  server.close();
  await rm(store, { recursive: true });
});

function release(byHash: boolean): VerifiedRelease {
  const path = "main/binary-amd64/Packages.xz";
  const file = { digest: digestOf(packed), size: packed.length };
  const suite = { name: "bookworm", archive: "debian", release: "bookworm" } as const;
  return { date: "2026-07-11T10:16:37Z", byHash, files: new Map([[path, file]]), suite, signers: [] };
}

async function tools(name: string): Promise<DebianTools> {
  const { blobs } = await openStore(join(store, name));
  const roots = { debian: `${server.url}/debian`, "debian-security": `${server.url}/security` };
  return { blobs, archives: { roots, snapshot: server.url }, progress: () => {} };
}

test("an index packed with xz is read from under its own name", async () => {
  server.files.set(`${folder}/Packages.xz`, packed);
  const own = await tools("xz");
  const index = await fetchIndex(release(false), "amd64", own);
  const [found, ...others] = await Array.fromAsync(packagesOf(index, own));
  assert.deepEqual(others, []);
  assert.deepEqual(
    [found?.name, found?.version, found?.source, found?.suite, found?.path],
    ["app", "1", "app", "bookworm", "pool/main/a/app/app_1_amd64.deb"],
  );
});

test("a mirror without files by hash serves the index all the same", async () => {
  server.files.set(`${folder}/Packages.xz`, packed);
  server.asked.length = 0;
  const index = await fetchIndex(release(true), "amd64", await tools("names"));
  assert.equal(index.cached, false);
  assert.match(server.asked[0] ?? "", /by-hash\/SHA256\/[0-9a-f]{64}$/);
  assert.equal(server.asked[1], `${folder}/Packages.xz`);
});
