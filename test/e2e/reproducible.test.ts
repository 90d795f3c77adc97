import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmod, cp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { run, tryRun } from "../../src/core/process.ts";
import { checkout, cleanEnvironment, cooper, examples } from "./support/cooper.ts";
import { otherNode } from "./support/other-node.ts";
import { definition, smallWorkspace } from "./support/small-workspace.ts";
import { storeOfDownloads } from "./support/store.ts";
import { lacking } from "./support/tools.ts";
import { commitAll, temporaryFolder } from "./support/workspace.ts";

const folder = await temporaryFolder({ after });
const downloads = await storeOfDownloads(join(folder, "downloads"));
const origin = join(folder, "origin");
await cp(examples, origin, { recursive: true });
await commitAll(origin);
const noTaskset = await lacking("taskset", "--version");
const noSetpriv =
  process.getuid?.() === 0 ? await lacking("setpriv", "--version") : "only root can be another";

/** How and where one of the builds differs from the others. */
interface Way {
  /** Name of the clone's folder. */
  readonly name: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly umask?: string;
  readonly node?: string;
  readonly args?: readonly string[];
  /** Words in front of the command. */
  readonly prefix?: readonly string[];
  readonly uid?: number;
  /** Done to the clone before it is built. */
  readonly prepare?: (clone: string) => Promise<void>;
}

/** What must be the same everywhere: the digests of all indexes, and of the compressed export of all images. */
interface Outcome {
  readonly images: Readonly<Record<string, string>>;
  readonly archive: string;
}

/** Clones, and builds and exports everything into a store that holds downloads only. */
async function buildIn(way: Way): Promise<Outcome> {
  const own = join(folder, way.name);
  const [clone, store, archive] = ["clone", "store", "all.oci.tar"].map((part) => join(own, part)) as [
    string,
    string,
    string,
  ];
  const sh = (script: string, ...args: string[]) =>
    run("sh", ["-c", `umask ${way.umask ?? "022"}; ${script}`, "sh", ...args], {
      env: cleanEnvironment(way.env),
    });
  await sh('mkdir -p "$3" && git clone --quiet "$1" "$2"', origin, clone, own);
  await cp(downloads, store, { recursive: true });
  await way.prepare?.(clone);
  if (way.uid !== undefined) await run("chown", ["-R", String(way.uid), own]);
  const command = [
    ...(way.prefix ?? []),
    way.node ?? process.execPath,
    "--disable-warning=ExperimentalWarning",
  ];
  const args = ["build", "--json", `--output=${archive}`, ...(way.args ?? [])];
  const main = join(checkout, "src", "cli", "main.ts");
  const script = 'cd "$1"; export COOPER_STORE="$2"; shift 2; exec "$@"';
  const { stdout } = await sh(script, clone, store, ...command, main, ...args);
  const outcome = { images: digestsOf(stdout), archive: await sha256Of(archive) };
  await rm(own, { recursive: true });
  return outcome;
}

function digestsOf(json: string): Record<string, string> {
  const { images } = JSON.parse(json) as { images: { name: string; index: { digest: string } }[] };
  return Object.fromEntries(images.map(({ name, index }) => [name, index.digest]));
}

async function sha256Of(file: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
}

/** Makes every file anew in the opposite order, with other modes and times. */
async function shuffle(clone: string): Promise<void> {
  const names = await readdir(clone, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && !entry.parentPath.includes(".git")).reverse();
  for (const [n, entry] of files.entries()) {
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    await rm(path);
    await writeFile(path, content);
    await chmod(path, n % 2 ? 0o600 : 0o664);
    await utimes(path, n * 1000, n * 1000);
  }
}

const expected = await buildIn({ name: "plain" });

test("all images of the examples are there", () => {
  assert.deepEqual(Object.keys(expected.images).sort(), [
    "hello_python",
    "lucid-api",
    "lucid-base",
    "todost",
  ]);
});

test("another folder, umask, time zone and locale make the same bytes", async () => {
  const env = { TZ: "Pacific/Auckland", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", HOME: folder };
  assert.deepEqual(await buildIn({ name: "a longer path, with spaces/ö", umask: "077", env }), expected);
});

test("one worker and one job make the same bytes, and so do other times and another order of files", {
  skip: noTaskset,
}, async () => {
  const prefix = ["taskset", "--cpu-list", "0"];
  assert.deepEqual(await buildIn({ name: "one", prefix, args: ["-j1"], prepare: shuffle }), expected);
});

test("another user makes the same bytes", { skip: noSetpriv }, async () => {
  const uid = 64_321;
  const prefix = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  await chmod(folder, 0o755);
  assert.deepEqual(await buildIn({ name: "user", uid, prefix, env: { HOME: "/nonexistent" } }), expected);
});

test("Node 24 and Node 26 make the same bytes", async (t) => {
  const other = await otherNode(process.versions.node.startsWith("24.") ? 26 : 24);
  if ("lack" in other) return t.skip(other.lack);
  assert.deepEqual(await buildIn({ name: "node", node: other.program }), expected);
});

test("SOURCE_DATE_EPOCH dates images, and nothing else does", async (t) => {
  const workspace = await smallWorkspace(t);
  const store = await storeOfDownloads(await temporaryFolder(t));
  const builtAt = async (epoch: string | undefined) => {
    const env = epoch === undefined ? {} : { SOURCE_DATE_EPOCH: epoch };
    const { app } = digestsOf(await cooper(["build", "--json"], { workspace, store, env }));
    const inspected = JSON.parse(await cooper(["inspect", "app", "--json"], { workspace, store, env }));
    return { app, created: inspected.created };
  };
  const undated = await builtAt(undefined);
  const dated = await builtAt("86400");
  assert.equal(dated.created, "1970-01-02T00:00:00Z");
  assert.notEqual(dated.app, undated.app);
  assert.deepEqual(await builtAt("0"), undated);
});

test("bytecode is the same in two folders", async (t) => {
  const { status } = await tryRun("python3.11", ["--version"]).catch(() => ({ status: 1 }));
  if (status !== 0) return t.skip("no python3.11 answers here");
  const files = { "services/app/image.ts": definition("bytecode: true") };
  const digests = [];
  for (const TZ of ["UTC", "Asia/Tokyo"]) {
    const workspace = await smallWorkspace(t, { files });
    const store = await storeOfDownloads(await temporaryFolder(t));
    digests.push(digestsOf(await cooper(["build", "--json"], { workspace, store, env: { TZ } })));
  }
  assert.deepEqual(digests[0], digests[1]);
});
