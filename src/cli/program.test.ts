import assert from "node:assert/strict";
import { test } from "node:test";
import { commandTable } from "./command-table.ts";
import type { CommandContext } from "./context.ts";
import { commandName, programFor } from "./program.ts";

interface Heard {
  readonly status: number;
  readonly out: string;
  readonly notes: string;
}

/** Parses a command line without a workspace, and tells what was said. */
async function say(...args: string[]): Promise<Heard> {
  let [out, notes] = ["", ""];
  const context: CommandContext = {
    cwd: "/nonexistent",
    env: {},
    out: (text) => {
      out += text;
    },
    note: (text) => {
      notes += text;
    },
    paint: (_, text) => text,
    paintNote: (_, text) => text,
    signal: new AbortController().signal,
    insist: new AbortController().signal,
  };
  try {
    await (await programFor(args, context)).parseAsync(args, { from: "user" });
    return { status: 0, out, notes };
  } catch (error) {
    return { status: (error as { exitCode: number }).exitCode, out, notes };
  }
}

for (const { name, summary } of commandTable) {
  test(`cooper ${name} --help explains itself`, async () => {
    const { status, out } = await say(name, "--help");
    assert.equal(status, 0);
    assert.ok(out.startsWith(`Usage: cooper ${name}`), out);
    assert.ok(out.replace(/\s+/g, " ").includes(summary));
  });
}

test("the help lists every command", async () => {
  const { out } = await say("--help");
  for (const { name } of commandTable) assert.match(out, new RegExp(`^  ${name} `, "m"));
});

test("a misspelt command is told with the one that was meant", async () => {
  const { status, notes } = await say("biuld");
  assert.notEqual(status, 0);
  assert.match(notes, /no command "biuld"\. Did you mean "build"\?/);
});

test("a misspelt option is told with the one that was meant", async () => {
  const { status, notes } = await say("build", "--platfrom", "linux/amd64");
  assert.notEqual(status, 0);
  assert.match(notes, /unknown option '--platfrom'[\s\S]*--platform/);
});

test("options may follow the image that is to run", async () => {
  const { notes } = await say("run", "todost", "--publsih", "9000:8000");
  assert.match(notes, /unknown option '--publsih'[\s\S]*--publish/);
});

test("what follows -- is for the image, and the workspace may be named behind the command", async () => {
  const { notes } = await say("run", "todost", "-C", "/nonexistent", "--", "--publsih");
  assert.doesNotMatch(notes, /unknown option/);
});

const words: readonly [readonly string[], string | undefined][] = [
  [["build", "-j", "2"], "build"],
  [["-C", "folder", "run", "x"], "run"],
  [["--workspace", "folder", "list"], "list"],
  [["--workspace=folder", "list"], "list"],
  [["--version"], undefined],
  [[], undefined],
];

for (const [args, name] of words) {
  test(`the command of "${args.join(" ")}" is ${name}`, () => assert.equal(commandName(args), name));
}
