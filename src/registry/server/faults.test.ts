import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { smallDisk } from "../../../test/support/small-disk.ts";
import { digestOf } from "../../oci/digest.ts";
import { openStore } from "../../store/open-store.ts";
import { temporaryFolder } from "../../store/testing/temporary-store.ts";
import { TestRegistry } from "./testing/test-registry.ts";

const program = fileURLToPath(new URL("./testing/serve-process.ts", import.meta.url));

async function serveIn(t: TestContext, folder: string): Promise<{ child: ChildProcess; host: string }> {
  const child = spawn(process.execPath, [program, folder], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, host: line.toString().trim() };
}

const begin = async (host: string) => {
  const answer = await fetch(`http://${host}/v2/a/blobs/uploads/`, { method: "POST" });
  return answer.headers.get("location") ?? "";
};

test("a server that is killed during an upload leaves a sound store, and the next one takes it", async (t) => {
  const folder = await temporaryFolder(t);
  const body = Buffer.alloc(3_000_000, "layer");
  const first = await serveIn(t, folder);
  const place = await begin(first.host);
  const upload = request(`http://${first.host}${place}`, { method: "PATCH" });
  const broken = once(upload, "error").catch(() => {});
  await new Promise((resolve) => upload.write(body.subarray(0, 2_000_000), resolve));
  first.child.kill("SIGKILL");
  await Promise.all([once(first.child, "close"), broken]);

  const { host } = await serveIn(t, folder);
  const gone = await fetch(`http://${host}${place}`);
  assert.equal(gone.status, 404);
  assert.equal(
    ((await gone.json()) as { errors: { code: string }[] }).errors[0]?.code,
    "BLOB_UPLOAD_UNKNOWN",
  );
  const digest = digestOf(body);
  const again = await fetch(`http://${host}${await begin(host)}?digest=${digest}`, { method: "PUT", body });
  assert.equal(again.status, 201);
  const pulled = await fetch(`http://${host}/v2/a/blobs/${digest}`);
  assert.equal(digestOf(Buffer.from(await pulled.arrayBuffer())), digest);
  assert.deepEqual(readdirSync(join(folder, "cooper", "drafts")), []);
  assert.deepEqual((await (await openStore(folder)).verify()).damaged, []);
});

test("a full disk is answered with 507 and how to mend it, and leaves what was there", async (t) => {
  const disk = await smallDisk(t, "2m");
  if ("lack" in disk) return t.skip(disk.lack);
  const { folder } = disk;
  const registry = await TestRegistry.start(t, await openStore(folder));
  await registry.manifest("a", "1");
  const body = Buffer.alloc(3_000_000, "layer");
  const uploads = [
    await registry.call("POST", `/v2/a/blobs/uploads/?digest=${digestOf(body)}`, { body }),
    await registry.call("PATCH", await registry.begin("a"), { body }),
    await registry.call("PUT", `${await registry.begin("a")}?digest=${digestOf(body)}`, { body }),
  ];
  for (const answer of uploads) {
    const text = await answer.text();
    assert.equal(answer.status, 507);
    assert.match(text, /no room left.*cooper cache gc/);
  }
  assert.deepEqual(readdirSync(join(folder, "cooper", "drafts")), []);
  assert.equal((await registry.call("GET", "/v2/a/manifests/1")).status, 200);
  assert.equal((await registry.manifest("a", "2", { annotations: { still: "room" } })).answer.status, 201);
  const blob = Buffer.alloc(1_900_000);
  await registry.call("POST", `/v2/a/blobs/uploads/?digest=${digestOf(blob)}`, { body: blob });
  const large = { annotations: { a: "x".repeat(400_000) } };
  assert.equal((await registry.manifest("a", "3", large)).answer.status, 507);
  const tags = await registry.call("GET", "/v2/a/tags/list");
  assert.deepEqual(await tags.json(), { name: "a", tags: ["1", "2"] });
  assert.deepEqual((await registry.store.verify()).damaged, []);
});

test("addresses that are none are the client's mistake", async (t) => {
  const { served } = await TestRegistry.start(t);
  const statusOf = async (path: string) => {
    const asked = request({ host: "127.0.0.1", port: Number(served.host.split(":")[1]), path }).end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };
  assert.equal(await statusOf("//"), 404);
  assert.equal(await statusOf("//other.example/v2/"), 404);
  assert.equal(await statusOf("http://["), 400);
  assert.equal(await statusOf(`http://${served.host}/v2/`), 200);
});
