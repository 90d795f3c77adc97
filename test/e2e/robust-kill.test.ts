import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { openStore } from "../../src/store/open-store.ts";
import { cooper, startCooper } from "./support/cooper.ts";
import { chosenSeed, randomFrom } from "./support/random.ts";
import { smallWorkspace } from "./support/small-workspace.ts";
import { storeOfDownloads } from "./support/store.ts";
import { temporaryFolder } from "./support/workspace.ts";

const kills = 200;
/** A build is let run to its end after so many kills, then everything starts from the downloads again. */
const killsPerRound = 20;
/** Milliseconds. What a build has finished stays, so the kills of a round fall ever later into the work. */
const longest = 800;

const folder = await temporaryFolder({ after });
const downloads = await storeOfDownloads(join(folder, "downloads"));
const workspace = await smallWorkspace({ after });
const output = join(folder, "image.oci.tar");
const store = join(folder, "store");
const build = ["build", "--json", "--output", output];
const surroundings = { workspace, store };

/** A store that holds downloads only. */
async function freshStore(): Promise<void> {
  await rm(store, { recursive: true, force: true });
  await cp(downloads, store, { recursive: true });
}

async function outputDigest(): Promise<string | undefined> {
  const bytes = await readFile(output).catch(() => undefined);
  return bytes && createHash("sha256").update(bytes).digest("hex");
}

/** What killed processes may leave behind until the next one comes. */
async function drafts(): Promise<string[]> {
  return readdir(join(store, "cooper", "drafts"));
}

async function assertSound(): Promise<void> {
  const { damaged, incomplete } = await (await openStore(store)).verify();
  assert.deepEqual({ damaged, incomplete }, { damaged: [], incomplete: [] });
}

test(`SIGKILL at ${kills} random moments leaves a store that verifies and that builds the same image`, async (t) => {
  const seed = chosenSeed();
  t.diagnostic(`COOPER_E2E_SEED=${seed}`);
  const random = randomFrom(seed);
  await freshStore();
  const expected = { said: await cooper(build, surroundings), output: await outputDigest() };
  let survived = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    if (kill % killsPerRound === 1) await freshStore();
    await rm(output, { force: true });
    const child = startCooper(build, surroundings);
    await pause(random() * longest);
    child.kill("SIGKILL");
    if ((await child.ended) === 0) survived += 1;
    await assertSound();
    assert.ok(
      [undefined, expected.output].includes(await outputDigest()),
      "the output is whole or not there",
    );
    if (kill % killsPerRound > 0) continue;
    assert.deepEqual(digestsOf(await cooper(build, surroundings)), digestsOf(expected.said));
    assert.equal(await outputDigest(), expected.output);
    assert.deepEqual(await drafts(), []);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith(".tmp")),
      [],
    );
    await assertSound();
  }
  t.diagnostic(`${kills - survived} builds were killed, ${survived} had ended before`);
  assert.ok(survived < kills / 2, "most builds must have been under way when they were killed");
});

function digestsOf(json: string): string[] {
  const { images } = JSON.parse(json) as { images: readonly { index: { digest: string } }[] };
  return images.map(({ index }) => index.digest);
}
