import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { digestOf } from "../oci/digest.ts";
import { deployedDigests } from "./deployed-digests.ts";

const root = await mkdtemp(join(tmpdir(), "cooper-"));
after(() => rm(root, { recursive: true, force: true }));
const place = { root, env: process.env };
const [one, two] = [digestOf("one"), digestOf("two")];

test("digests are found in any text", async () => {
  const text = `image: ghcr.io/team/todost@${one}\nimageID: "docker-pullable://x@${two}"\n${one}\nsha256:short\n`;
  await writeFile(join(root, "deployed.yaml"), text);
  assert.deepEqual(await deployedDigests({ file: "deployed.yaml" }, place), new Set([one, two]));
});

test("digests are found in what a program prints, in the folder of the workspace", async () => {
  const command = [process.execPath, "-p", 'require("fs").readFileSync("deployed.yaml", "utf8")'];
  assert.deepEqual(await deployedDigests({ command }, place), new Set([one, two]));
});

test("a list that could not be made does not look like nothing deployed", async () => {
  await writeFile(join(root, "empty"), "No resources found\n");
  const failing: readonly [source: Parameters<typeof deployedDigests>[0], code: string][] = [
    [{ file: "empty" }, "NOTHING_DEPLOYED"],
    [{ file: "absent" }, "NO_DEPLOYED_FILE"],
    [{ command: [process.execPath, "-e", ""] }, "NOTHING_DEPLOYED"],
    [{ command: [process.execPath, "-e", "process.exit(1)"] }, "PROGRAM_FAILED"],
    [{ command: ["no-such-program-here"] }, "PROGRAM_MISSING"],
  ];
  for (const [source, code] of failing) await assert.rejects(deployedDigests(source, place), { code });
});
