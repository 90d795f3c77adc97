import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import type { CooperError } from "../core/error.ts";
import { addressesOf, type ContainerRequest, startContainer, waitUntilHealthy } from "./container.ts";

const folder = await mkdtemp(join(tmpdir(), "cooper-"));
const path = process.env.PATH;
process.env.PATH = `${folder}${delimiter}${path}`;
after(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true });
});

/** Puts a `docker` on the path that prints this, whatever it is asked, and keeps the arguments of each command. */
async function dockerSays(output: string): Promise<{ created: () => Promise<string[]> }> {
  const asked = join(folder, "asked");
  const script = `#!/bin/sh\nprintf '%s\\n' "$@" >'${asked}'-$1\ncat <<'END'\n${output}\nEND\n`;
  await writeFile(join(folder, "docker"), script, { mode: 0o755 });
  return { created: async () => (await readFile(`${asked}-create`, "utf8")).trim().split("\n") };
}

/** Puts a `docker` on the path that creates containers, cannot start them, and notes what it is asked. */
async function dockerRefuses(words: string): Promise<{ asked: () => Promise<string> }> {
  const asked = join(folder, "asked");
  const script = `#!/bin/sh\necho "$1" >>'${asked}'\n[ "$1" != start ] || { echo '${words}' >&2; exit 1; }\n[ "$1" != create ] || echo 0123\n`;
  await rm(asked, { force: true });
  await writeFile(join(folder, "docker"), script, { mode: 0o755 });
  return { asked: async () => (await readFile(asked, "utf8")).trim().replaceAll("\n", " ") };
}

const container = { engine: "docker", id: "0123456789abcdef" } as const;
const request: ContainerRequest = {
  image: "app:latest",
  publish: ["127.0.0.1::8000"],
  env: ["A=1"],
  volumes: [],
  writable: false,
  startPeriod: "2m",
  args: ["--verbose"],
};

test("a container is started with little power, and its arguments stand behind the image", async () => {
  const docker = await dockerSays("0123456789abcdef");
  assert.deepEqual(await startContainer("docker", request), container);
  const asked = await docker.created();
  assert.deepEqual(asked.slice(-2), ["app:latest", "--verbose"]);
  for (const flag of [
    "--cap-drop=ALL",
    "--read-only",
    "--health-start-period=2m",
    "A=1",
    "127.0.0.1::8000",
  ]) {
    assert.ok(asked.includes(flag), flag);
  }
});

for (const [words, hint] of [
  ["Error response from daemon: listen tcp4 127.0.0.1:80: bind: address already in use", /--publish/],
  ["Error response from daemon: Conflict. The container name /a is already in use by 99", /--name/],
] as const) {
  test(`of a container that cannot start nothing is left: ${words}`, async () => {
    const docker = await dockerRefuses(`${words}\nError: failed to start containers: 0123`);
    await assert.rejects(startContainer("docker", request), (error: CooperError) => {
      assert.equal(error.message, `docker does not start the container: ${words.replace(/^.*daemon: /, "")}`);
      assert.equal(error.code, "CONTAINER_REFUSED");
      return hint.test(error.hint ?? "");
    });
    assert.equal(await docker.asked(), "create start rm");
  });
}

test("a writable container has no read-only root", async () => {
  const docker = await dockerSays("0123456789abcdef");
  await startContainer("docker", { ...request, writable: true });
  assert.ok(!(await docker.created()).includes("--read-only"));
});

test("addresses are those that the engine chose, reached from this machine", async () => {
  await dockerSays(
    "53/udp -> 0.0.0.0:53\n8000/tcp -> 0.0.0.0:49153\n8000/tcp -> [::]:49153\n81/tcp -> 127.0.0.2:81",
  );
  assert.deepEqual(await addressesOf(container), ["http://127.0.0.1:49153", "http://127.0.0.2:81"]);
});

test("health is told as the engine tells it", async () => {
  await dockerSays('{"Status":"running","ExitCode":0,"Health":{"Status":"healthy"}}');
  assert.equal(await waitUntilHealthy(container), "healthy");
  await dockerSays('{"Status":"running","ExitCode":0}');
  assert.equal(await waitUntilHealthy(container), "running");
  await dockerSays(
    '{"Status":"running","ExitCode":0,"Health":{"Status":"unhealthy","Log":[{"Output":"404\\n"}]}}',
  );
  await assert.rejects(waitUntilHealthy(container), { code: "UNHEALTHY", message: /unhealthy: 404$/ });
  await dockerSays('{"Status":"exited","ExitCode":3}');
  await assert.rejects(waitUntilHealthy(container), { code: "CONTAINER_ENDED", message: /status 3/ });
});
