import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, test } from "node:test";
import { tryRun } from "../../src/core/process.ts";
import { startCooper, tryCooper } from "./support/cooper.ts";
import { docker, inspectDocker, lackingDocker, removeImages } from "./support/docker.ts";
import { eventually } from "./support/eventually.ts";
import { assertClear } from "./support/messages.ts";
import { serviceWorkspace } from "./support/service-workspace.ts";
import { fillSharedStore } from "./support/store.ts";
import { type Owner, writeFiles } from "./support/workspace.ts";

const noDocker = await lackingDocker({ after });
const store = await fillSharedStore();
const prefix = `cooper-e2e-run-${process.pid}`;

/** Services that differ in their health checks, and one that ends at once. */
const workspace = await serviceWorkspace(
  { after },
  {
    [`${prefix}-well`]: `healthcheck: { http: "/health" }`,
    [`${prefix}-ill`]: `healthcheck: { http: "/nowhere", startPeriod: "4s", retries: 1 }`,
    [`${prefix}-brief`]: `healthcheck: { tcp: 8000 }`,
    [`${prefix}-stubborn`]: `healthcheck: { tcp: 8000 }`,
  },
);
await writeFiles(workspace, {
  [`${prefix}-brief/main.py`]: "print('no configuration')\nraise SystemExit(3)\n",
  [`${prefix}-stubborn/main.py`]: `import signal, socket
signal.signal(signal.SIGTERM, signal.SIG_IGN)
listener = socket.create_server(("0.0.0.0", 8000))
while True:
    listener.accept()[0].close()
`,
});
after(() => removeImages(["well", "ill", "brief", "stubborn"].map((name) => `${prefix}-${name}`)));

/** The flags of `cooper run` that keep containers of tests apart. The container is removed when its owner ends. */
function apart(owner: Owner, name: string): readonly string[] {
  owner.after(() => tryRun("docker", ["rm", "--force", `${prefix}-${name}`]));
  return ["--engine=docker", "--publish=127.0.0.1::8000", "--name", `${prefix}-${name}`];
}

function containers(name: string): Promise<string> {
  return docker("ps", "--all", "--quiet", "--filter", `name=${prefix}-${name}`);
}

test("Ctrl-C stops and removes the container, with status 0", { skip: noDocker }, async (t) => {
  const flags = apart(t, "attended");
  const running = startCooper(["run", ...flags, `${prefix}-well`], { workspace, store });
  t.after(() => running.kill("SIGKILL"));
  const address = await eventually("it says that it is healthy", () => {
    return /^healthy .* at (http:\/\/\S+)$/m.exec(running.output())?.[1];
  });
  assert.partialDeepStrictEqual(await (await fetch(address)).json(), { hello: "world", uid: 65532 });
  await eventually(
    "its output is shown",
    () => running.output().includes('"GET / HTTP/1.1" 200') || undefined,
  );
  running.kill("SIGINT");
  assert.equal(await running.ended, 0, running.output());
  assert.equal(await containers("attended"), "");
});

test("a second Ctrl-C kills a container that does not stop", { skip: noDocker }, async (t) => {
  const flags = apart(t, "stubborn");
  const running = startCooper(["run", ...flags, `${prefix}-stubborn`], { workspace, store });
  t.after(() => running.kill("SIGKILL"));
  await eventually("it is healthy", () => /^healthy /m.test(running.output()) || undefined);
  running.kill("SIGINT");
  await eventually("it says so", () => /^stopping .*again kills it$/m.test(running.output()) || undefined);
  running.kill("SIGINT");
  assert.equal(await running.ended, 130, running.output());
  assert.equal(await containers("stubborn"), "");
});

test("a container whose port is taken leaves nothing behind", { skip: noDocker }, async (t) => {
  const taken = createServer().listen(0, "127.0.0.1");
  t.after(() => taken.close());
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const flags = ["--engine=docker", `--publish=127.0.0.1:${port}:8000`, "--name", `${prefix}-taken`];
  const result = await tryCooper(["run", ...flags, `${prefix}-well`], { workspace, store });
  assertClear(result, { status: 1, says: ["CONTAINER_REFUSED", "already in use", "--publish 8080:8000"] });
  assert.equal(await containers("taken"), "");
});

test("a service that fails its health check ends with an error that quotes it", {
  skip: noDocker,
}, async (t) => {
  const flags = apart(t, "ill");
  const { status, stderr } = await tryCooper(["run", ...flags, `${prefix}-ill`], { workspace, store });
  assert.equal(status, 1);
  assert.match(stderr, /the container is unhealthy: HTTP\/1\.0 404/);
  assert.match(stderr, /UNHEALTHY/);
  assert.equal(await containers("ill"), "");
});

test("a service that ends before it is healthy is an error below its own words", {
  skip: noDocker,
}, async (t) => {
  const flags = apart(t, "brief");
  const result = await tryCooper(["run", ...flags, `${prefix}-brief`], { workspace, store });
  assert.equal(result.status, 1);
  assert.equal(result.stdout, "no configuration\n");
  assert.match(result.stderr, /ended with status 3 before it was healthy/);
  assert.equal(await containers("brief"), "");
});

test("--detach returns once it is healthy, and leaves it confined and running", {
  skip: noDocker,
}, async (t) => {
  const flags = apart(t, "detached");
  const run = ["run", "--detach", ...flags, `${prefix}-well`];
  const { status, stderr } = await tryCooper(run, { workspace, store });
  assert.equal(status, 0, stderr);
  const { State, HostConfig } = await inspectDocker<{
    State: { Health: { Status: string } };
    HostConfig: { ReadonlyRootfs: boolean; CapDrop: string[] };
  }>(`${prefix}-detached`);
  assert.equal(State.Health.Status, "healthy");
  assert.partialDeepStrictEqual(HostConfig, { ReadonlyRootfs: true, CapDrop: ["ALL"] });
});
