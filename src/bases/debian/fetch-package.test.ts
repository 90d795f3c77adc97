import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { collect } from "../../core/stream.ts";
import { digestOf } from "../../oci/digest.ts";
import { openStore, type Store } from "../../store/open-store.ts";
import type { LockedPackage } from "../lock/lock-file.ts";
import { serve, type TestServer } from "./archive.fixture.ts";
import { fetchPackage } from "./fetch-package.ts";

const content = "the package";
const locked: LockedPackage = {
  name: "libstdc++6",
  version: "1:12.2.0-14~deb12u1",
  architecture: "amd64",
  source: "gcc-12",
  sha256: digestOf(content),
  size: content.length,
  archive: "debian",
  path: "pool/main/g/gcc-12/libstdc++6_12.2.0-14~deb12u1_amd64.deb",
};
const mirrored = `debian/${locked.path}`;
const listed = `snapshot/mr/binary/${locked.name}/${locked.version}/binfiles`;
const sha1 = { ours: "1".repeat(40), other: "2".repeat(40), arm64: "3".repeat(40) };
const answer = JSON.stringify({
  result: [
    { architecture: "arm64", hash: sha1.arm64 },
    { architecture: "amd64", hash: sha1.other },
    { architecture: "amd64", hash: sha1.ours },
  ],
});

let server: TestServer;
let folder: string;
let store: Store;

before(async () => {
  server = await serve();
  folder = await mkdtemp(join(tmpdir(), "cooper-"));
});
after(async () => {
  server.close();
  await rm(folder, { recursive: true });
});
beforeEach(async (context) => {
  store = await openStore(join(folder, context.name.replaceAll(/\W/g, "")));
  server.files.clear();
  server.asked.length = 0;
});

function fetch(): Promise<void> {
  const roots = { debian: `${server.url}/debian`, "debian-security": `${server.url}/security` };
  return fetchPackage(locked, {
    blobs: store.blobs,
    archives: { roots, snapshot: `${server.url}/snapshot` },
  });
}

test("a package comes from the mirror, and only once", async () => {
  server.files.set(mirrored, content);
  await fetch();
  await fetch();
  assert.deepEqual(server.asked, [mirrored]);
  assert.equal((await collect(store.blobs.open(locked.sha256), 100)).toString(), content);
});

test("a version that the mirror has dropped comes from the snapshot archive", async () => {
  server.files.set(listed, answer).set(`snapshot/file/${sha1.ours}`, content);
  await fetch();
  assert.deepEqual(server.asked, [
    mirrored,
    listed,
    `snapshot/file/${sha1.other}`,
    `snapshot/file/${sha1.ours}`,
  ]);
  assert.equal(await store.blobs.size(locked.sha256), content.length);
});

test("another build of the same version is passed over", async () => {
  server.files.set(listed, answer).set(`snapshot/file/${sha1.other}`, "another build");
  server.files.set(`snapshot/file/${sha1.ours}`, content);
  await fetch();
  assert.equal(await store.blobs.size(locked.sha256), content.length);
});

test("a changed package is refused by its name, and nothing is kept", async () => {
  server.files.set(mirrored, "the parkage");
  server.files.set(listed, answer).set(`snapshot/file/${sha1.ours}`, content);
  await assert.rejects(fetch(), {
    code: "DIGEST_MISMATCH",
    message: /^package libstdc\+\+6 1:12\.2\.0-14~deb12u1 \(amd64\) is not what Debian signed/,
    where: `${server.url}/${mirrored}`,
  });
  assert.equal(await store.blobs.size(locked.sha256), undefined);
});

test("a changed package in the snapshot archive is refused too", async () => {
  server.files.set(listed, answer).set(`snapshot/file/${sha1.ours}`, "longer than the package");
  await assert.rejects(fetch(), { code: "DIGEST_MISMATCH" });
});

test("a package that nobody has any more says what to do", async () => {
  const gone = { code: "PACKAGE_GONE", hint: /cooper lock --update/ };
  await assert.rejects(fetch(), gone);
  server.files.set(listed, JSON.stringify({ result: [{ architecture: "arm64", hash: sha1.arm64 }] }));
  await assert.rejects(fetch(), gone);
  server.files.set(listed, answer);
  await assert.rejects(fetch(), gone);
});

test("a snapshot archive that answers with something else is named", async () => {
  for (const text of ["<html>", `{"result":[{"architecture":"amd64","hash":"../x"}]}`]) {
    server.files.set(listed, text);
    await assert.rejects(fetch(), { code: "BAD_SNAPSHOT", where: /\/snapshot\/mr\/binary\// });
  }
});
