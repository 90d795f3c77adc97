import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, type TestContext, test } from "node:test";
import type { Digest } from "../../src/oci/digest.ts";
import { openStore } from "../../src/store/open-store.ts";
import { resizeDisk, smallDisk } from "../support/small-disk.ts";
import { cooper, tryCooper } from "./support/cooper.ts";
import { assertClear } from "./support/messages.ts";
import { putNoisyImage } from "./support/noisy-image.ts";
import { chosenSeed, randomFrom } from "./support/random.ts";
import { startCooperRegistry, startDockerRegistry } from "./support/registry.ts";
import { type Fault, type ProxiedRequest, passingFaults, startProxy } from "./support/registry-proxy.ts";
import { lacking } from "./support/tools.ts";
import { temporaryFolder } from "./support/workspace.ts";

const noRegistry = await lacking("docker-registry", "--version");
const folder = await temporaryFolder({ after });
const store = join(folder, "store");
const source = await startCooperRegistry({ after }, store);
const here = { workspace: folder, store: join(folder, "empty") };

/** Of an image with two platforms and 40 layers, 2 MB in all. */
let many: Digest;
/** Of an image with one layer, larger than what a connection holds that nobody reads from. */
let large: Digest;

before(async () => {
  const platforms = ["amd64", "arm64"];
  many = await putNoisyImage(store, { name: "many", seed: 7, layers: 20, layerSize: 50_000, platforms });
  large = await putNoisyImage(store, { name: "large", seed: 8, layers: 1, layerSize: 16 * 2 ** 20 });
});

/** Pulls an image into a store of its own, whose bytes are all looked at. */
async function assertComesBack(t: TestContext, image: string, env = {}): Promise<void> {
  const own = { workspace: folder, store: join(await temporaryFolder(t), "store"), env };
  assert.equal((await cooper(["pull", image], own)).trim(), image.includes("many") ? many : large);
  assert.deepEqual((await (await openStore(own.store)).verify()).damaged, []);
}

describe("a registry of whose answers 5 % fail at random", { skip: noRegistry, concurrency: 2 }, () => {
  const kinds = new Set<Fault>();
  const first = chosenSeed();
  for (const seed of [0, 1, 2, 3].map((more) => first + more)) {
    test(`gets an image and gives it back (COOPER_E2E_SEED=${seed})`, async (t) => {
      const random = randomFrom(seed);
      const fault = () => {
        if (random() >= 0.05) return undefined;
        const kind = passingFaults[Math.floor(random() * passingFaults.length)] ?? 500;
        kinds.add(kind);
        return kind;
      };
      const registry = await startDockerRegistry(t);
      const proxy = await startProxy(t, registry.host, { fault });
      const image = `${proxy.host}/team/many:1`;
      assert.ok((await cooper(["copy", `${source.host}/many:1`, image], here)).includes(many));
      await assertComesBack(t, image);
      assert.equal(new Set(proxy.taken).size, proxy.taken.length, "no blob was sent twice");
    });
  }
  after(() => assert.ok(kinds.size > 3, [...kinds].join(", ")));
});

describe("a registry that is", { skip: noRegistry, concurrency: true }, () => {
  const impatient = { ...here, env: { COOPER_HTTP_TIMEOUT: "300ms" } };
  /** Long for a line that is alive, on a machine that is busy; what is slow here takes twice as long. */
  const env = { COOPER_HTTP_TIMEOUT: "2s" };

  test("slow gets an image and gives it back, however long that takes", async (t) => {
    const registry = await startDockerRegistry(t);
    const proxy = await startProxy(t, registry.host, { bytesPerSecond: 6e6 });
    const image = `${proxy.host}/team/large:1`;
    const { status, stderr } = await tryCooper(["copy", `${source.host}/large:1`, image], { ...here, env });
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stderr, /trying again/);
    await assertComesBack(t, image, env);
  });

  test("silent from the beginning ends the push", async (t) => {
    const proxy = await startProxy(t, source.host, { fault: () => "silence" });
    const copied = await tryCooper(["copy", `${source.host}/many:1`, `${proxy.host}/many:1`], impatient);
    assertClear(copied, {
      status: 1,
      says: [proxy.host, "UNREACHABLE", "silent for too long", "COOPER_HTTP_TIMEOUT"],
    });
  });

  test("silent once it shall take a layer ends the push", async (t) => {
    const registry = await startDockerRegistry(t);
    const fault = ({ method }: ProxiedRequest) => (/PUT|PATCH/.test(method) ? "silence" : undefined);
    const proxy = await startProxy(t, registry.host, { fault });
    const copied = await tryCooper(["copy", `${source.host}/large:1`, `${proxy.host}/large:1`], impatient);
    assertClear(copied, { status: 1, says: [proxy.host, "UNREACHABLE", "silent for too long"] });
    await cooper(["copy", `${source.host}/large:1`, `${registry.host}/large:1`], here);
  });

  test("silent in the middle of a layer is asked for the rest", async (t) => {
    let left = 2;
    const fault = ({ path }: ProxiedRequest) =>
      path.includes("/blobs/") && left-- > 0 ? "half an answer" : undefined;
    const proxy = await startProxy(t, source.host, { fault });
    await assertComesBack(t, `${proxy.host}/large:1`, env);
  });
});

describe("a line that changes bytes", { skip: noRegistry }, () => {
  test("makes a registry refuse the blob, which goes again", async (t) => {
    const registry = await startDockerRegistry(t);
    let puts = 0;
    const fault = ({ method }: ProxiedRequest) =>
      method === "PUT" && puts++ === 0 ? ("changed request" as const) : undefined;
    const proxy = await startProxy(t, registry.host, { fault });
    await cooper(["copy", `${source.host}/large:1`, `${proxy.host}/large:1`], here);
    assert.ok(puts > 4);
    await assertComesBack(t, `${registry.host}/large:1`);
  });

  test("gives us nothing that we take", async (t) => {
    for (const kind of ["manifests", "blobs"]) {
      const fault = ({ method, path }: ProxiedRequest) =>
        method === "GET" && path.includes(`/${kind}/`) ? ("changed answer" as const) : undefined;
      const proxy = await startProxy(t, source.host, { fault });
      const own = { workspace: folder, store: join(await temporaryFolder(t), "store") };
      const pulled = await tryCooper(["pull", `${proxy.host}/many@${many}`], own);
      assertClear(pulled, { status: 1, says: [proxy.host, "DIGEST_MISMATCH"] });
      const { damaged, incomplete } = await (await openStore(own.store)).verify();
      assert.deepEqual({ damaged, incomplete }, { damaged: [], incomplete: [] });
    }
  });
});

for (const [name, start, skip] of [
  ["docker-registry", (t: TestContext, data: string) => startDockerRegistry(t, { data }), noRegistry],
  ["cooper registry serve", startCooperRegistry, false],
] as const) {
  test(`a full disk under ${name} ends the push; with room again the next one succeeds`, {
    skip,
  }, async (t) => {
    const disk = await smallDisk(t, "12m");
    if ("lack" in disk) return t.skip(disk.lack);
    const registry = await start(t, disk.folder);
    const copy = (...more: string[]) =>
      tryCooper(["copy", `${source.host}/large:1`, `${registry.host}/large:1`, ...more], here);
    assertClear(await copy(), { status: 1, says: [registry.host, "REGISTRY_FULL", "make room"] });
    await resizeDisk(disk.folder, 200 * 2 ** 20);
    assert.equal((await copy()).status, 0);
    await assertComesBack(t, `${registry.host}/large:1`);
  });
}
