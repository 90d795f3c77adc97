import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findArchives, isDated } from "./archives.ts";

/** Finds the archives with these files in apt's folder. */
async function withApt(files: Record<string, string>, env: NodeJS.ProcessEnv = {}) {
  const aptFolder = await mkdtemp(join(tmpdir(), "cooper-"));
  try {
    await mkdir(join(aptFolder, "sources.list.d"));
    for (const [name, text] of Object.entries(files)) await writeFile(join(aptFolder, name), text);
    return (await findArchives({ env, aptFolder })).roots;
  } finally {
    await rm(aptFolder, { recursive: true });
  }
}

const own = {
  debian: "http://ftp.debian.org/debian",
  "debian-security": "http://ftp.debian.org/debian-security",
};
const mirrored = { debian: "http://mirror.example/debian", "debian-security": "https://mirror.example/sec" };

const deb822 = `# the mirror of the house
Types: deb deb-src
URIs: mirror+file:/etc/mirrors http://mirror.example/debian/
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: https://mirror.example/sec
Suites: bookworm-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;
const oneLine = `# deb http://old.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian stable main # ours
deb-src http://sources.example/debian bookworm main
deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] https://mirror.example/sec stable-security main
`;

const others = `deb https://apt.example/tool bookworm main
deb https://apt.example/debian bookworm nightly
deb https://apt.example/debian cloud-bookworm main
deb cdrom:[Debian]/debian bookworm main
Types: deb
`;

test("Debian's own servers where apt says nothing", async () => {
  assert.deepEqual(await withApt({}), own);
  assert.equal(
    (await findArchives({ env: {}, aptFolder: "/nowhere" })).snapshot,
    "https://snapshot.debian.org",
  );
});

test("apt's archives, in either format", async () => {
  assert.deepEqual(await withApt({ "sources.list.d/debian.sources": deb822 }), mirrored);
  assert.deepEqual(await withApt({ "sources.list": oneLine }), mirrored);
});

test("archives of others are not Debian's", async () => {
  assert.deepEqual(await withApt({ "sources.list": others }), own);
});

test("an entry that is switched off does not count, nor does a file of another kind", async () => {
  const off = deb822.replaceAll("Types:", "Enabled: no\nTypes:");
  assert.deepEqual(await withApt({ "sources.list.d/debian.sources": off }), own);
  assert.deepEqual(await withApt({ "sources.list.d/debian.sources.save": deb822 }), own);
});

test("the environment before apt", async () => {
  const env = { COOPER_DEBIAN_MIRROR: "http://env.example/debian/" };
  assert.deepEqual(await withApt({ "sources.list.d/debian.sources": deb822 }, env), {
    ...mirrored,
    debian: "http://env.example/debian",
  });
});

test("a mirror that is no URL is refused by the name of its variable", async () => {
  await assert.rejects(withApt({}, { COOPER_DEBIAN_MIRROR: "mirror.example" }), {
    code: "BAD_MIRROR",
    where: "COOPER_DEBIAN_MIRROR",
  });
});

test("a folder of the snapshot archive is dated", () => {
  assert(isDated("https://snapshot.debian.org/archive/debian/20260711T101637Z"));
  assert(!isDated("http://ftp.debian.org/debian"));
});
