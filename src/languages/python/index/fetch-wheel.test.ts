import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { CooperError } from "../../../core/error.ts";
import { digestOf } from "../../../oci/digest.ts";
import { parsePlatform } from "../../../oci/platform.ts";
import { resolvePython } from "../requirements/resolved.ts";
import { nextBuild, type TestTools, testTools } from "./build-tools.fixture.ts";
import { hexOfBytes, indexServer, jsonPage, page } from "./index-server.fixture.ts";

const pure = "a-1.0-py3-none-any.whl";
const amd64 = "b-2.0-cp311-cp311-manylinux_2_17_x86_64.whl";
const arm64 = "b-2.0-cp311-cp311-manylinux_2_17_aarch64.whl";
const bytesOf = (name: string) => `the bytes of ${name}`;
const files = Object.fromEntries([pure, amd64, arm64].map((name) => [name, bytesOf(name)]));
const hash = (name: string) => `--hash=sha256:${hexOfBytes(bytesOf(name))}`;
const lockText = `a==1.0 ${hash(pure)}\nb==2.0 ${hash(amd64)} ${hash(arm64)}\n`;

/** An index with the packages a and b. */
const routes = {
  "/simple/a/": page({ [pure]: bytesOf(pure) }),
  "/simple/b/": page({ [amd64]: bytesOf(amd64), [arm64]: bytesOf(arm64) }),
  ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`/files/${name}`, content])),
};

interface Choice {
  readonly platform?: string;
  readonly python?: string;
  readonly base?: Readonly<Record<string, string>>;
  readonly file?: string;
}

async function resolve(tools: TestTools, text: string, choice: Choice = {}) {
  const { platform = "linux/amd64", python = "3.11.2", base = {}, file = "lock.txt" } = choice;
  await writeFile(join(tools.folder, file), text);
  const distributions = Object.entries(base).map(([name, version]) => ({ name, version, requires: [] }));
  return resolvePython({
    lockFile: join(tools.folder, file),
    root: tools.folder,
    python: { version: python, executable: "/usr/bin/python3", distributions },
    libc: { family: "glibc", version: "2.36" },
    platform: parsePlatform(platform),
    tools,
  });
}

test("wheels are chosen for each platform, fetched once, and not asked for again", async (t) => {
  const server = await indexServer(t, routes);
  const tools = await testTools(t, { PIP_INDEX_URL: `${server.url}/simple/` });
  const [onAmd64, onArm64] = await Promise.all([
    resolve(tools, lockText),
    resolve(tools, lockText, { platform: "linux/arm64" }),
  ]);
  assert.deepEqual(onAmd64, [
    {
      name: "a",
      version: "1.0",
      filename: pure,
      digest: digestOf(bytesOf(pure)),
      size: bytesOf(pure).length,
    },
    {
      name: "b",
      version: "2.0",
      filename: amd64,
      digest: digestOf(bytesOf(amd64)),
      size: bytesOf(amd64).length,
    },
  ]);
  assert.equal(onArm64[1]?.filename, arm64);
  assert.deepEqual(server.asked.toSorted(), Object.keys(routes).toSorted());
  const again = nextBuild(tools, { PIP_INDEX_URL: "http://127.0.0.1:9/gone" });
  assert.deepEqual(await resolve(again, lockText), onAmd64);
  assert.equal(server.asked.length, Object.keys(routes).length);
  assert.deepEqual(again.events.at(-1), {
    ...again.events.at(-1),
    type: "done",
    cached: true,
    detail: "2 wheels",
  });
});

test("what the base has is left out, another version of it is an error", async (t) => {
  const server = await indexServer(t, routes);
  const tools = await testTools(t, { PIP_INDEX_URL: `${server.url}/simple` });
  const wheels = await resolve(tools, lockText, { base: { a: "1", other: "3" } });
  assert.deepEqual(
    wheels.map(({ name }) => name),
    ["b"],
  );
  await assert.rejects(resolve(tools, lockText, { base: { a: "1.1" } }), {
    code: "BASE_CONFLICT",
    message: "the lock wants other versions than the base has: a 1.0 (the base has 1.1)",
    where: "lock.txt",
  });
});

test("any index and folder may have the file with the right hash", async (t) => {
  const empty = await indexServer(t, { "/simple/a/": page({ "a-0.9-py3-none-any.whl": "old" }) });
  const extra = await indexServer(t, routes);
  const tools = await testTools(t, {
    PIP_INDEX_URL: `${empty.url}/simple`,
    PIP_FIND_LINKS: "wheels missing",
  });
  await mkdir(join(tools.folder, "wheels"));
  await writeFile(join(tools.folder, "wheels", pure), bytesOf(pure));
  await writeFile(join(tools.folder, "wheels", amd64), "another build of the same version");
  const text = `--extra-index-url ${extra.url}/simple\n${lockText}`;
  const wheels = await resolve(tools, text);
  assert.deepEqual(
    wheels.map(({ filename }) => filename),
    [pure, amd64],
  );
  assert.ok(!extra.asked.includes(`/files/${pure}`));
});

test("pages in JSON, and Python versions that a file is not for", async (t) => {
  const other = "a-1.0-1-py3-none-any.whl";
  const entry = (name: string, more: object) => ({
    filename: name,
    url: `../../files/${name}`,
    hashes: { sha256: hexOfBytes(bytesOf(name)) },
    ...more,
  });
  const list = [entry(other, { "requires-python": ">=3.12" }), entry(pure, { size: bytesOf(pure).length })];
  const server = await indexServer(t, {
    "/simple/a/": jsonPage(list),
    [`/files/${pure}`]: bytesOf(pure),
    [`/files/${other}`]: bytesOf(other),
  });
  const tools = await testTools(t, { PIP_INDEX_URL: `${server.url}/simple` });
  const text = `a==1.0 ${hash(pure)} ${hash(other)}`;
  assert.equal((await resolve(tools, text))[0]?.filename, pure);
  assert.equal((await resolve(tools, text, { python: "3.12.1" }))[0]?.filename, other);
});

test("a login goes to its own host only, and is in no message", async (t) => {
  const files = await indexServer(t, { [`/files/${pure}`]: bytesOf(pure) });
  const index = await indexServer(t, {
    "/simple/a/": page({ [pure]: bytesOf(pure) }, `${files.url}/files/`),
  });
  const tools = await testTools(t, { PIP_INDEX_URL: `http://me:geheim@${index.host}/simple` });
  await resolve(tools, `a==1.0 ${hash(pure)}`);
  assert.deepEqual(index.authorizations, [`Basic ${Buffer.from("me:geheim").toString("base64")}`]);
  assert.deepEqual(files.authorizations, [undefined]);
});

async function failure(run: Promise<unknown>): Promise<CooperError> {
  const error = await run.then(
    () => assert.fail("it did not fail"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof CooperError, String(error));
  assert.ok(!`${error.message}${error.where}${error.hint}`.includes("geheim"));
  assert.ok(error.hint);
  return error;
}

test("refusals and wrong addresses name the index and where it was configured", async (t) => {
  const refuse = (status: number) => (_: unknown, response: { writeHead(s: number): { end(): void } }) =>
    response.writeHead(status).end();
  const server = await indexServer(t, {
    "/locked/a/": refuse(401),
    "/json/a/": jsonPage([{ wrong: true }]),
  });
  const of = async (path: string) => {
    const tools = await testTools(t, { PIP_INDEX_URL: `http://me:geheim@${server.host}/${path}` });
    return failure(resolve(tools, `a==1.0 ${hash(pure)}`));
  };
  const refused = await of("locked");
  assert.equal(refused.code, "INDEX_REFUSED");
  assert.equal(
    refused.message,
    `the package index http://***@${server.host}/locked (from PIP_INDEX_URL) refused the request: it answered 401`,
  );
  assert.equal((await of("json")).code, "BAD_INDEX_PAGE");
  const nowhere = await of("nowhere");
  assert.equal(nowhere.code, "NOT_ON_INDEX");
  assert.match(
    nowhere.message,
    /^no file of a 1\.0 was found on http:\/\/\*\*\*@.*\/nowhere \(PIP_INDEX_URL\)$/,
  );
  assert.equal(nowhere.where, "lock.txt:1");
});

test("other bytes than the locked ones are refused, and not kept", async (t) => {
  const server = await indexServer(t, { ...routes, [`/files/${pure}`]: "tampered" });
  const tools = await testTools(t, {
    PIP_INDEX_URL: `${server.url}/simple`,
    PIP_FIND_LINKS: `${server.url}/links`,
  });
  const error = await failure(resolve(tools, lockText));
  assert.equal(error.code, "DIGEST_MISMATCH");
  assert.equal(error.where, "lock.txt:1");
  assert.match(error.message, /a-1\.0-py3-none-any\.whl at http:.* is not the file that the lock names/);
  assert.equal(await tools.blobs.size(digestOf("tampered")), undefined);
});

test("a page without hashes does not get round the lock", async (t) => {
  const server = await indexServer(t, {
    "/simple/a/": `<a href="/files/${pure}">x</a>`,
    [`/files/${pure}`]: "tampered",
  });
  const tools = await testTools(t, { PIP_INDEX_URL: `${server.url}/simple` });
  assert.equal((await failure(resolve(tools, `a==1.0 ${hash(pure)}`))).code, "DIGEST_MISMATCH");
});

test("files whose hash is not in the lock are no candidates", async (t) => {
  const server = await indexServer(t, routes);
  const tools = await testTools(t, { PIP_INDEX_URL: `${server.url}/simple` });
  const error = await failure(resolve(tools, `a==1.0 --hash=sha256:${"0".repeat(64)}`));
  assert.equal(error.code, "NOT_ON_INDEX");
  assert.match(error.message, /^no file of a 1\.0 on .* has a hash of the lock \(1 have others\)$/);
});

const uvLock = (url: string, wheel: string) => `version = 1
[[package]]
name = "app"
source = { virtual = "." }
dependencies = [{ name = "a" }]
[[package]]
name = "a"
version = "1.0"
source = { registry = "${url}/simple" }
wheels = [{ url = "${url}/files/${wheel}", hash = "sha256:${hexOfBytes(bytesOf(wheel))}" }]
`;

test("a lock with URLs needs no page; a configured mirror is preferred to its URLs", async (t) => {
  const origin = await indexServer(t, routes);
  const text = uvLock(origin.url, pure);
  await resolve(await testTools(t), text, { file: "uv.lock" });
  assert.deepEqual(origin.asked, [`/files/${pure}`]);
  const mirror = await indexServer(t, routes);
  await resolve(await testTools(t, { UV_INDEX_URL: `${mirror.url}/simple` }), text, { file: "uv.lock" });
  assert.deepEqual(mirror.asked, ["/simple/a/", `/files/${pure}`]);
  const empty = await indexServer(t, {});
  await resolve(await testTools(t, { PIP_INDEX_URL: `${empty.url}/simple` }), text, { file: "uv.lock" });
  assert.deepEqual(empty.asked, ["/simple/a/"]);
  assert.deepEqual(origin.asked, [`/files/${pure}`, `/files/${pure}`]);
  const closed = await testTools(t, { PIP_NO_INDEX: "1" });
  assert.equal((await failure(resolve(closed, text, { file: "uv.lock" }))).code, "NOT_ON_INDEX");
});

test("nothing is fetched for a wheel that another lock has brought", async (t) => {
  const server = await indexServer(t, routes);
  const tools = await testTools(t);
  await resolve(tools, uvLock(server.url, pure), { file: "uv.lock" });
  const text = `lock-version = "1.0"
[[packages]]
name = "a"
version = "1.0"
wheels = [{ url = "http://127.0.0.1:9/${pure}", hashes = { sha256 = "${hexOfBytes(bytesOf(pure))}" } }]`;
  const [wheel] = await resolve(nextBuild(tools), text, { file: "pylock.toml" });
  assert.equal(wheel?.digest, digestOf(bytesOf(pure)));
});
