import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { readTar } from "../../archive/tar-reader.ts";
import { collect } from "../../core/stream.ts";
import { buildLayer } from "../../layers/build-layer.ts";
import type { Layer } from "../../layers/layer.ts";
import type { LayerSpec } from "../../layers/spec.ts";
import { parsePlatform } from "../../oci/platform.ts";
import type { Store } from "../../store/open-store.ts";
import { exampleBase } from "../lock/lock.fixture.ts";
import type { LockedBase, LockedPackage } from "../lock/lock-file.ts";
import { extendRules } from "../recipes/file-rules.ts";
import { findRecipe } from "../recipes/recipe.ts";
import { planBase } from "./plan-base.ts";
import { type ExampleDeb, exampleStore, exampleTools, storedPackage } from "./testing/debs.ts";
import { exampleLibrary } from "./testing/libraries.ts";

const folder = "usr/lib/x86_64-linux-gnu";

/** A tiny Debian: by the name of the source package. */
const debian: Readonly<Record<string, ExampleDeb>> = {
  "base-files": { name: "base-files", files: { "usr/lib/os-release": "ID=debian\n" } },
  busybox: { name: "busybox-static", files: { "bin/busybox": "[\0[[\0sh\0\0" } },
  "ca-certificates": { name: "ca-certificates", files: { "usr/share/ca-certificates/a.crt": "a\n" } },
  glibc: {
    name: "libc6",
    files: { "lib/x86_64-linux-gnu/libc.so.6": exampleLibrary({ soname: "libc.so.6" }) },
  },
  openssl: { name: "libssl3", files: openssl("first") },
  "python3.11": {
    name: "python3.11-minimal",
    files: { "usr/bin/python3.11": { mode: 0o755 }, "usr/share/man/man1/python3.11.1.gz": "manual" },
  },
};

function openssl(content: string): ExampleDeb["files"] {
  const library = exampleLibrary({ soname: "libssl.so.3" });
  return {
    [`${folder}/libssl.so.3`]: { type: "symlink", linkTarget: "libssl.so.3.0" },
    [`${folder}/libssl.so.3.0`]: Buffer.concat([library, Buffer.from(content)]),
  };
}

async function lockedDebian(
  store: Store,
  more: Readonly<Record<string, ExampleDeb>> = {},
): Promise<LockedBase> {
  const packages: LockedPackage[] = [];
  for (const [source, deb] of Object.entries({ ...debian, ...more })) {
    packages.push(await storedPackage(store, source, deb));
  }
  return { ...exampleBase({}), packages: new Map([["amd64", packages]]) };
}

interface Plan {
  readonly specs: readonly LayerSpec[];
  readonly layers: readonly Layer[];
}

async function build(store: Store, locked: LockedBase, recipe = "distroless_python_nonroot"): Promise<Plan> {
  const platform = parsePlatform("linux/amd64");
  const { layers: specs } = planBase({
    recipe: findRecipe(recipe),
    locked,
    platform,
    tools: exampleTools(store),
  });
  return { specs, layers: await Promise.all(specs.map((spec) => buildLayer(spec, store))) };
}

async function pathsOf(layer: Layer): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of readTar(layer.open())) paths.push(entry.path);
  return paths;
}

async function setUp(t: TestContext): Promise<{ store: Store; locked: LockedBase }> {
  const store = await exampleStore(t);
  return { store, locked: await lockedDebian(store) };
}

test("equal packages give equal layers, byte for byte, on every machine", async (t) => {
  const { store, locked } = await setUp(t);
  const { layers } = await build(store, locked);
  assert.deepEqual(
    layers.map(({ name, diffId }) => [name, diffId]),
    [
      ["glibc", "sha256:b4fdfc354575d0146360df6f8d13fec28f846d6482ed0cf9076ea9574a967ad4"],
      ["python", "sha256:dc05cf6161927d6109a0023652a5aa21c213f27ee8e898a33c1e5c79282192a0"],
      ["openssl", "sha256:65d07746aacee09e433a34fc19b81338aad28766bbf2e3bcc387185cac87b607"],
      [
        "system files, time zones and certificates",
        "sha256:1d269c73077827a342b0bf9a86062d46d853b5aad30a1c863afd83b8046040f0",
      ],
      ["dynamic linker cache", "sha256:4652e5657f9d2e73987ad76c254ca9727cc1a606f675f7831ea9e8e562efc36d"],
    ],
  );
});

test("planning fetches nothing, and a base that is in the cache fetches nothing either", async (t) => {
  const { store, locked } = await setUp(t);
  const tools = exampleTools(store);
  const request = {
    recipe: findRecipe("distroless_python"),
    locked,
    platform: parsePlatform("linux/amd64"),
    tools,
  };
  const first = planBase(request);
  assert.deepEqual(tools.fetched, []);
  await Promise.all(first.layers.map((spec) => buildLayer(spec, store)));
  assert.equal(tools.fetched.length, 5, "each package once, the shell never");
  const again = await Promise.all(planBase(request).layers.map((spec) => buildLayer(spec, store)));
  assert.equal(tools.fetched.length, 5);
  assert.ok(again.every(({ cached }) => cached));
});

test("an update of OpenSSL moves the layer of OpenSSL alone", async (t) => {
  const { store, locked } = await setUp(t);
  const before = await build(store, locked);
  const updated = await lockedDebian(store, { openssl: { name: "libssl3", files: openssl("second") } });
  const after = await build(store, updated);
  const moved = after.layers.filter(({ diffId }, index) => diffId !== before.layers[index]?.diffId);
  assert.deepEqual(
    moved.map(({ name }) => name),
    ["openssl"],
  );
});

test("what a workspace adds leaves the layers of the built-in base as they are, but for the linker's cache", async (t) => {
  const { store, locked } = await setUp(t);
  const before = await build(store, locked);
  const library = exampleLibrary({ soname: "libxml2.so.2" });
  const xml = { name: "libxml2", files: { [`${folder}/libxml2.so.2`]: library } };
  const after = await build(store, await lockedDebian(store, { libxml2: xml }));
  const known = new Set(before.layers.map(({ diffId }) => diffId));
  const fresh = after.layers.filter(({ diffId }) => !known.has(diffId));
  assert.deepEqual(
    fresh.map(({ name }) => name),
    ["other packages", "dynamic linker cache"],
  );
});

test("variants share their layers; debug puts a shell on top", async (t) => {
  const { store, locked } = await setUp(t);
  const nonroot = await build(store, locked, "distroless_python_nonroot");
  const root = await build(store, locked, "distroless_python_base");
  const debug = await build(store, locked, "distroless_python_debug");
  const digests = ({ layers }: Plan) => layers.map(({ diffId }) => diffId);
  assert.deepEqual(digests(root), digests(nonroot));
  const [shell, ...others] = digests(debug).filter((digest) => !digests(nonroot).includes(digest));
  assert.deepEqual(others, []);
  const layer = debug.layers.find(({ diffId }) => diffId === shell);
  assert.ok(layer && (await pathsOf(layer)).includes("busybox/sh"));
});

test("no layer replaces a link of the merged /usr by a folder", async (t) => {
  const { store, locked } = await setUp(t);
  for (const layer of (await build(store, locked)).layers) {
    const paths = await pathsOf(layer);
    assert.ok(!paths.some((path) => /^(bin|sbin|lib\d*)\//.test(path)), layer.name);
    assert.ok(!paths.some((path) => path.startsWith("usr/share/man/")), layer.name);
  }
});

test("the linker's cache names no library that the rules leave out", async (t) => {
  const { store, locked } = await setUp(t);
  const { family, ...rest } = findRecipe("distroless_cc");
  const files = extendRules(family.files, { leaveOut: ["usr/lib/*/libssl.so*"] });
  const recipe = { ...rest, family: { ...family, files } };
  const tools = exampleTools(store);
  const { layers } = planBase({ recipe, locked, platform: parsePlatform("linux/amd64"), tools });
  const source = (await layers.at(-1)?.entries())?.[0]?.source;
  assert.ok(source?.from === "bytes");
  const text = Buffer.from(source.bytes).toString("latin1");
  assert.ok(text.includes("/lib/x86_64-linux-gnu/libc.so.6"));
  assert.ok(!text.includes("libssl"));
});

test("a library of which packages offer alternatives is found by its name", async (t) => {
  const store = await exampleStore(t);
  const offer = (place: string, priority: number): ExampleDeb => ({
    name: `lib${place}`,
    files: { [`${folder}/${place}/libblas.so.3`]: exampleLibrary({ soname: "libblas.so.3" }) },
    postinst: `update-alternatives --install /${folder}/libblas.so.3 blas /${folder}/${place}/libblas.so.3 ${priority}
update-alternatives --install /usr/bin/blas blas /usr/bin/not-in-${place} 900
`,
  });
  const locked = await lockedDebian(store, { lapack: offer("plain", 10), openblas: offer("quick", 100) });
  const layer = (await build(store, locked)).layers.at(-1);
  assert.ok(layer);
  const links = new Map<string, string | undefined>();
  let cache = "";
  for await (const entry of readTar(layer.open())) {
    if (entry.type === "symlink") links.set(entry.path, entry.linkTarget);
    if (entry.type === "file") cache = (await collect(entry.content(), 2 ** 20)).toString("latin1");
  }
  assert.deepEqual([...links], [[`${folder}/libblas.so.3`, `/${folder}/quick/libblas.so.3`]]);
  assert.match(cache, /\0\/lib\/x86_64-linux-gnu\/libblas\.so\.3\0/);
});

test("users, folders and entrypoints of the variants", () => {
  const locked = { ...exampleBase({}), packages: new Map([["arm64", []]]) };
  const platform = parsePlatform("linux/arm64");
  const tools = { fetch: async () => {}, blobs: {} as Store["blobs"], records: {} as Store["records"] };
  const configOf = (name: string) => planBase({ recipe: findRecipe(name), locked, platform, tools }).config;
  assert.equal(configOf("distroless_python").user, "65532");
  assert.equal(configOf("distroless_python").workdir, "/home/nonroot");
  assert.deepEqual(configOf("distroless_python_debug").entrypoint, ["/usr/bin/python3.11"]);
  assert.equal(configOf("distroless_python_debug").user, "0");
  assert.match(configOf("distroless_python_debug").env?.PATH ?? "", /:\/busybox$/);
  assert.deepEqual(configOf("distroless_cc_debug").cmd, ["/busybox/sh"]);
  assert.equal(configOf("distroless_cc_debug_nonroot").user, "65532");
  assert.equal(configOf("distroless_static_base").cmd, undefined);
});

test("a platform that is not locked is named, with those that are", async (t) => {
  const { store, locked } = await setUp(t);
  const request = { recipe: findRecipe("distroless_cc"), locked, tools: exampleTools(store) };
  for (const platform of ["linux/arm64", "windows/amd64"]) {
    assert.throws(() => planBase({ ...request, platform: parsePlatform(platform) }), {
      code: "LOCK_PLATFORM",
      message: `distroless_cc is not locked for ${platform}`,
    });
  }
});
