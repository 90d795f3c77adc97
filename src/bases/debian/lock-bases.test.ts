import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import type { ProgressEvent } from "../../core/progress.ts";
import { openStore, type Store } from "../../store/open-store.ts";
import type { LockFile } from "../lock/lock-file.ts";
import { serve, signedAt, suiteFiles, type TestServer, testKey } from "./archive.fixture.ts";
import type { DebianTools } from "./debian-tools.ts";
import { lockBases } from "./lock-bases.ts";
import type { PackageRequest } from "./package-request.ts";
import { example } from "./universe.fixture.ts";

const key = await testKey();
const packages = {
  main: [
    example("app 1", { depends: "libssl3 (>= 3), debconf", source: "app-source" }),
    example("libssl3 3.0.16"),
    example("tzdata 2025b", { architecture: "all", path: "pool/main/t/tzdata/tzdata_2025b_all.deb" }),
    example("debconf 1", { depends: "perl" }),
  ],
  security: [example("libssl3 3.0.17", { path: "pool/updates/main/o/openssl/libssl3_3.0.17_amd64.deb" })],
};

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
  await publish("debian", "bookworm", packages.main);
  await publish("debian", "bookworm-updates", []);
  await publish("debian-security", "bookworm-security", packages.security);
});

async function publish(archive: string, suite: string, list: typeof packages.main): Promise<void> {
  const files = await suiteFiles({ suite, packages: { amd64: list }, key });
  for (const [path, content] of files) server.files.set(`${archive}/${path}`, content);
}

function tools(progress: DebianTools["progress"] = () => {}): DebianTools {
  const roots = { debian: `${server.url}/debian`, "debian-security": `${server.url}/debian-security` };
  const archives = { roots, snapshot: `${server.url}/snapshot` };
  return { blobs: store.blobs, archives, keysFor: async () => [key.pinned], now: signedAt, progress };
}

const request: PackageRequest = {
  id: "debian12/app",
  release: "bookworm",
  packages: ["app", "tzdata"],
  without: { debconf: "configures packages, which are never configured" },
  architectures: ["amd64"],
};
const other: PackageRequest = { ...request, id: "debian12/tz", packages: ["tzdata"], without: {} };

function versions(lock: LockFile, id = request.id): string[] {
  return (
    lock.bases
      .get(id)
      ?.packages.get("amd64")
      ?.map(({ name, version }) => `${name} ${version}`) ?? []
  );
}

test("locks what is asked for and what it needs, from the archive with the newest version", async () => {
  const lock = await lockBases([request], undefined, { update: false, tools: tools() });
  const base = lock.bases.get(request.id);
  assert.deepEqual(versions(lock), ["app 1", "libssl3 3.0.17", "tzdata 2025b"]);
  const [app, ssl, tz] = base?.packages.get("amd64") ?? [];
  assert.equal(app?.source, "app-source");
  assert.equal(ssl?.archive, "debian-security");
  assert.equal(ssl?.path, "pool/updates/main/o/openssl/libssl3_3.0.17_amd64.deb");
  assert.equal(tz?.architecture, "all");
  assert.deepEqual(base?.releases[2], {
    suite: "bookworm-security",
    archive: "debian-security",
    date: "2026-07-11T10:16:37Z",
    signers: [key.pinned.fingerprint],
  });
});

test("an index that the store has is not fetched again, and progress says so", async () => {
  await lockBases([request], undefined, { update: false, tools: tools() });
  server.asked.length = 0;
  const events: ProgressEvent[] = [];
  await lockBases([request], undefined, { update: false, tools: tools((event) => events.push(event)) });
  assert.deepEqual(
    server.asked.filter((path) => !path.endsWith("InRelease")),
    [],
  );
  assert.deepEqual(
    events.map((event) => [event.type, event.type === "done" && event.cached]),
    [
      ["start", false],
      ["done", true],
    ],
  );
});

test("what is locked stays, without a look at the network", async () => {
  const old = await lockBases([request], undefined, { update: false, tools: tools() });
  server.asked.length = 0;
  const again = await lockBases([request], old, { update: false, tools: tools() });
  assert.deepEqual(again, old);
  assert.deepEqual(server.asked, []);
});

test("a changed request is locked anew, others and images stay, unused ones go", async () => {
  const old = await lockBases([request, other], undefined, { update: false, tools: tools() });
  await publish("debian-security", "bookworm-security", [example("libssl3 3.0.18"), example("tzdata 2026a")]);
  const images = new Map([["docker.io/library/alpine:3.19", { platforms: new Map(), contents: new Map() }]]);
  const changed = { ...request, packages: ["libssl3"] };
  const lock = await lockBases([changed, other], { ...old, images }, { update: false, tools: tools() });
  assert.deepEqual(versions(lock), ["libssl3 3.0.18"]);
  assert.deepEqual(versions(lock, other.id), ["tzdata 2025b"]);
  assert.equal(lock.images, images);
  const fewer = await lockBases([other], old, { update: false, tools: tools() });
  assert.deepEqual([...fewer.bases.keys()], [other.id]);
});

test("an update moves all bases, or those that are named", async () => {
  const old = await lockBases([request, other], undefined, { update: false, tools: tools() });
  await publish("debian-security", "bookworm-security", [example("libssl3 3.0.18"), example("tzdata 2026a")]);
  const all = await lockBases([request, other], old, { update: true, tools: tools() });
  assert.deepEqual(versions(all), ["app 1", "libssl3 3.0.18", "tzdata 2026a"]);
  assert.deepEqual(versions(all, other.id), ["tzdata 2026a"]);
  const one = await lockBases([request, other], old, { update: [other.id], tools: tools() });
  assert.deepEqual(versions(one), versions(old));
  assert.deepEqual(versions(one, other.id), ["tzdata 2026a"]);
});

test("a base that is not there cannot be updated", async () => {
  await assert.rejects(lockBases([request], undefined, { update: ["debian12/ap"], tools: tools() }), {
    code: "UNKNOWN_BASE",
    hint: /Did you mean "debian12\/app"\?/,
  });
});

const failures: [what: string, change: Partial<PackageRequest>, code: string, message: RegExp][] = [
  ["packages that are not there", { packages: ["ap"] }, "UNRESOLVABLE", /no package is called ap /],
  ["a dependency that is not there", { without: {} }, "UNRESOLVABLE", /app 1 → debconf 1 needs perl/],
  [
    "a misspelt name to leave out",
    { without: { debconv: "" } },
    "BAD_REQUEST",
    /debconv, which is no package/,
  ],
  ["a name on both lists", { without: { app: "" } }, "BAD_REQUEST", /app, which it also asks for/],
  ["another architecture", { architectures: ["arm64"] }, "BAD_RELEASE", /no packages for arm64/],
];

for (const [what, change, code, message] of failures) {
  test(`refuses ${what}`, async () => {
    const options = { update: false, tools: tools() };
    await assert.rejects(lockBases([{ ...request, ...change }], undefined, options), { code, message });
  });
}

test("an index that was changed is refused by its name", async () => {
  const path = [...server.files.keys()].find((name) => name.includes("/bookworm/main/binary-amd64/by-hash"));
  assert(path);
  server.files.set(path, "changed");
  await assert.rejects(lockBases([request], undefined, { update: false, tools: tools() }), {
    code: "DIGEST_MISMATCH",
    message: /^the package index of bookworm for amd64 is not what Debian signed/,
  });
});

test("a Release file that was changed is refused by its address", async () => {
  const path = "debian/dists/bookworm/InRelease";
  const signed = server.files.get(path) as string;
  server.files.set(path, signed.replace("Jul", "Aug"));
  await assert.rejects(lockBases([request], undefined, { update: false, tools: tools() }), {
    code: "RELEASE_BAD_SIGNATURE",
    where: `${server.url}/${path}`,
  });
});
