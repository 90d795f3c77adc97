import assert from "node:assert/strict";
import { chmod, cp, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { after, test } from "node:test";
import { tryRun } from "../../src/core/process.ts";
import { type Block, blocks, pages, shownCommands } from "../support/pages.ts";
import { cleanEnvironment, cooperCommand, examples } from "./support/cooper.ts";
import { lackingDocker } from "./support/docker.ts";
import { fillSharedStore } from "./support/store.ts";
import { lacking } from "./support/tools.ts";
import { commitAll, temporaryFolder } from "./support/workspace.ts";

const owner = { after };
const [noDocker, noCurl, store] = await Promise.all([
  lackingDocker(owner),
  lacking("curl", "--version"),
  fillSharedStore(),
]);

/** Containers that the pages start; each page removes its own where all goes well. */
const containers = ["hello", "todost", "healthy"];
after(async () => {
  if (!noDocker) await tryRun("docker", ["rm", "--force", ...containers]);
});

/** A folder with the cooper of this checkout under the name that people type. */
async function programs(): Promise<string> {
  const folder = await temporaryFolder(owner);
  const words = cooperCommand.map((word) => `'${word}'`).join(" ");
  await writeFile(join(folder, "cooper"), `#!/bin/sh\nexec ${words} "$@"\n`);
  await chmod(join(folder, "cooper"), 0o755);
  return folder;
}

const path = [await programs(), dirname(process.execPath), process.env.PATH].join(delimiter);
const env = cleanEnvironment({ COOPER_STORE: store, PATH: path });

/** The example as somebody has it who has just cloned it. */
async function copyOfExamples(): Promise<string> {
  const folder = await temporaryFolder(owner);
  await cp(examples, folder, { recursive: true });
  await commitAll(folder);
  return folder;
}

/** A line without what may differ from one machine and one day to the next. */
function masked(line: string): string {
  return line
    .replace(/[0-9a-f]{12,}/g, "#")
    .replace(/x86_64|aarch64/g, "#")
    .replace(/\d+(?:[.,]\d+)*/g, "#")
    .replace(/\b(?:built|unchanged)$/, "#")
    .replace(/\s+/g, " ")
    .trim();
}

function whyNot(block: Block): string | false {
  const text = block.lines.join("\n");
  if (/^\$ (?:docker|cooper (?:run|load)) /m.test(text) && noDocker) return noDocker;
  return /^\$ curl /m.test(text) && noCurl;
}

/** Runs the commands of a block one after the other, and looks for what the page says they print. */
async function follow(block: Block, cwd: string): Promise<void> {
  for (const { command, line, output } of shownCommands(block)) {
    const { stdout, status } = await tryRun("sh", ["-c", `exec 2>&1\n${command}`], { cwd, env });
    assert.equal(status, 0, `line ${line}: ${command}\n${stdout}`);
    const printed = new Set(stdout.split("\n").map(masked));
    const shown = output.filter((text) => text !== "…" && text.trim() !== "");
    const missing = shown.filter((text) => !printed.has(masked(text)));
    assert.deepEqual(missing, [], `line ${line}: ${command} printed\n${stdout}`);
  }
}

for (const page of pages()) {
  const runnable = blocks(page).filter(({ language }) => language === "console");
  if (runnable.length === 0) continue;
  const folder = await copyOfExamples();
  for (const block of runnable) {
    test(`${page.path}:${block.line} shows what happens`, { skip: whyNot(block) }, () =>
      follow(block, folder),
    );
  }
}
