import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { run } from "../../src/core/process.ts";
import { isDigest } from "../../src/oci/digest.ts";
import { cleanEnvironment, cooper, cooperCommand, examples, tryCooper } from "./support/cooper.ts";
import { assertClear } from "./support/messages.ts";
import { smallWorkspace } from "./support/small-workspace.ts";
import { fillSharedStore } from "./support/store.ts";
import { lacking } from "./support/tools.ts";
import { commitAll, temporaryFolder, temporaryWorkspace, writeFiles } from "./support/workspace.ts";

const store = await fillSharedStore();
const workspace = await smallWorkspace({ after });
const here = { workspace, store };
const [noZsh, noFish] = await Promise.all([lacking("zsh", "--version"), lacking("fish", "--version")]);

const commands = "init list build load run lock inspect diff cache doctor completion".split(" ");

/** A program that no earlier run of the tests has built. */
function unseen(): string {
  return `print("${randomUUID()}")\n`;
}

describe("help", () => {
  for (const command of commands) {
    test(`${command} --help explains with examples and ends with 0`, async () => {
      const { status, stdout, stderr } = await tryCooper([command, "--help"], here);
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
      assert.match(stdout, new RegExp(`Usage: cooper ${command}[^]*\\nExamples:\\n[^]*cooper ${command}`));
    });
  }

  test("cooper --help shows every command and examples", async () => {
    const said = await cooper(["--help"], here);
    for (const command of commands) assert.match(said, new RegExp(`^ {2}${command} `, "m"));
    assert.match(said, /Examples:\n {2}cooper init/);
  });
});

describe("wrong usage", () => {
  const cases = [
    { args: ["bild"], says: ['"bild"', 'Did you mean "build"?'] },
    { args: ["build", "--plattform", "linux/amd64"], says: ["--plattform", "Did you mean --platform?"] },
    { args: ["build", "-j", "0"], says: ["whole number from 1"] },
    { args: ["cache", "gc", "--keep", "week"], says: ["--keep", "whole number from 0"] },
    { args: ["inspect", "todost", "--depth", "-1"], says: ["--depth", "whole number from 0"] },
    { args: ["build", "--progress=loud"], says: ["auto, tty, plain, json"] },
    { args: ["completion", "tcsh"], says: ["bash, zsh, fish"] },
    { args: ["run"], says: ["image"] },
    { args: ["help", "bild"], says: ['"bild"', 'Did you mean "build"?'] },
    { args: ["build", "--platform", ""], says: ["BAD_PLATFORM", "linux/amd64"] },
    { args: ["build", "-o", "app.tar.gz"], says: ["BAD_OUTPUT", "FILE.oci.tar"] },
    { args: ["build", "-o", "-"], says: ["BAD_OUTPUT", "FILE.oci.tar"] },
    { args: ["inspect", "app", "--depth", "deep"], says: ["whole number from 0"] },
    { args: ["cache", "gc", "--keep", "week"], says: ["whole number from 0"] },
    { args: ["cache", "gc", "--keep", "-1"], says: ["whole number from 0"] },
    { args: ["load", "app", "--tag", "a b"], says: ["BAD_TAG", "A tag has"] },
    { args: ["run", "app", "-p", "web"], says: ["8080:8000"] },
    { args: ["run", "app", "-e", "=1"], says: ["NAME=value"] },
    { args: ["list", "-C", "servces"], says: ["FOLDER_MISSING", "/servces"] },
  ];
  for (const { args, says } of cases) {
    test(`cooper ${args.join(" ")}`, async () => {
      assertClear(await tryCooper(args, here), { status: 2, says });
    });
  }
});

describe("output", () => {
  test("results go to standard output, progress and remarks to the other stream", async () => {
    await writeFile(join(workspace, "services/app/main.py"), unseen());
    const { stdout, stderr } = await tryCooper(["build", "--progress=plain"], here);
    assert.match(stdout, /^IMAGE .*\napp /);
    assert.match(stderr, /^done +app linux\/amd64/m);
  });

  test("every line of --progress=json is an object, and --json and --metadata-file say the same", async () => {
    await writeFile(join(workspace, "services/app/main.py"), unseen());
    const metadata = join(workspace, "metadata.json");
    const args = ["build", "--json", "--progress=json", "--metadata-file", metadata];
    const { stdout, stderr } = await tryCooper(args, here);
    const types = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).type as string);
    assert.ok(types.includes("start") && types.includes("done"));
    assert.equal(await readFile(metadata, "utf8"), stdout);
    const [image] = JSON.parse(stdout).images;
    for (const digest of [image.index.digest, image.platforms[0].manifest.digest, image.platforms[0].id])
      assert.ok(isDigest(digest), digest);
  });

  test("with --progress=json the error is an object, too", async () => {
    const { status, stderr } = await tryCooper(["build", "ap", "--progress=json"], here);
    const { type, error } = JSON.parse(stderr);
    assert.deepEqual([status, type, error.code], [2, "error", "NO_SUCH_TARGET"]);
  });

  test("a platform that is named twice is built once, and the order of names does not matter", async () => {
    const digest = async (platforms: string) =>
      JSON.parse(await cooper(["build", "--json", "--platform", platforms], here)).images[0].index.digest;
    assert.equal(await digest("linux/amd64,linux/x86_64"), await digest("linux/amd64"));
  });

  test("FORCE_COLOR paints, NO_COLOR and files do not", async () => {
    const painted = (env: NodeJS.ProcessEnv) => cooper(["build"], { ...here, env });
    const colour = "\u001b[";
    assert.ok((await painted({ FORCE_COLOR: "1", NO_COLOR: "" })).includes(colour));
    assert.ok(!(await painted({ FORCE_COLOR: "1", NO_COLOR: "1" })).includes(colour));
    assert.ok(!(await painted({ NO_COLOR: "" })).includes(colour));
  });

  /** What a shell says of `cooper list --json` in a pipe or with another output. */
  async function listedThrough(script: string) {
    const words = [...cooperCommand, "list", "--json"];
    const env = cleanEnvironment({ COOPER_STORE: store });
    return run("bash", ["-c", script, "bash", ...words], { cwd: examples, env });
  }

  for (const script of [
    '"$@" | true',
    '"$@" -C missing 2>&1 >/dev/null | true; test $? = 2',
    '"$@" 2>/dev/full',
  ]) {
    test(`a reader that goes away is no failure: ${script}`, async () => {
      const { stdout, stderr } = await listedThrough(`set -o pipefail; ${script}; echo "status $?"`);
      assert.deepEqual({ stdout: stdout.slice(-9), stderr }, { stdout: "status 0\n", stderr: "" });
    });
  }

  test("results that a full disk does not take are told without a stack", async () => {
    const { stdout, stderr } = await listedThrough('"$@" >/dev/full; echo "status $?"');
    assert.equal(stdout, "status 1\n");
    assert.match(
      stderr,
      /^error the results cannot be written \[OUTPUT_FAILED\]\n {2}why ENOSPC[^\n]*\n {2}try [^\n]*\n$/,
    );
  });

  test("labels count from the folder one stands in", async () => {
    for (const [folder, word] of [
      ["services", "//services/app"],
      ["services/app", "app"],
    ] as const) {
      const found = JSON.parse(
        await cooper(["list", word, "--json"], { ...here, workspace: join(workspace, folder) }),
      );
      assert.equal(found[0].label, "//services/app");
    }
  });
});

describe("completion", () => {
  /** What bash offers for the last word. */
  async function offered(words: readonly string[]): Promise<string[]> {
    const script = `${await cooper(["completion", "bash"], here)}
      cooper() { "${cooperCommand.join('" "')}" "$@"; }
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}
      _cooper; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run("bash", ["-c", script], { cwd: workspace, env: cleanEnvironment() });
    return stdout.trim().split("\n");
  }

  test("bash completes commands, images and shells", async () => {
    assert.deepEqual(await offered(["cooper", "bu"]), ["build"]);
    assert.deepEqual(await offered(["cooper", "build", ""]), ["app", "//services/app"]);
    assert.deepEqual(await offered(["cooper", "completion", "f"]), ["fish"]);
    assert.deepEqual(await offered(["cooper", "cache", ""]), ["du", "gc", "verify"]);
  });

  /** What stands in for cooper in the shells, beside the script of completion. */
  async function prepared(shell: "zsh" | "fish", cooperFunction: string): Promise<string> {
    const folder = await temporaryFolder({ after });
    const script = await cooper(["completion", shell], here);
    await writeFiles(folder, { _cooper: script, setup: `${cooperFunction}\nsource ${folder}/_cooper\n` });
    await run(shell, ["-n", join(folder, "_cooper")]);
    return folder;
  }
  const answer = `printf '%s\\n' app //services/app`;

  test("fish completes commands, images and shells", { skip: noFish }, async () => {
    const folder = await prepared("fish", `function cooper; ${answer}; end`);
    const offers = async (line: string) => {
      const script = `source ${folder}/setup; complete -C '${line}'`;
      const { stdout } = await run("fish", ["--no-config", "-c", script]);
      return stdout.trim().split("\n");
    };
    assert.match((await offers("cooper bui")).join(), /^build\t/);
    assert.deepEqual(await offers("cooper build //"), ["//services/app"]);
    assert.deepEqual(await offers("cooper completion fi"), ["fish"]);
    assert.deepEqual(await offers("cooper registry "), ["serve"]);
  });

  /** Types a line and Tab into a zsh on a terminal, and waits until it has become another one. */
  async function typed(setup: string, line: string, becomes: string): Promise<void> {
    await run("zsh", ["-f", "-c", typing], {
      env: cleanEnvironment({ SETUP: `autoload -Uz compinit; ${setup}`, LINE: line, BECOMES: becomes }),
      signal: AbortSignal.timeout(20_000),
    });
  }
  const typing = `
    zmodload zsh/zpty
    zpty terminal TERM=dumb zsh -f -i
    zpty -w terminal "$SETUP; PS1=rea''dy"
    zpty -r terminal seen '*ready*'
    zpty -n -w terminal "$LINE"$'\t'
    zpty -r terminal seen "*$BECOMES*"
    zpty -d terminal`;

  test("zsh completes commands, images and shells", { skip: noZsh }, async () => {
    const folder = await prepared("zsh", `cooper() { ${answer} }`);
    const sourced = `compinit -u -D; source ${folder}/setup`;
    await typed(sourced, "cooper comp", "cooper completion");
    await typed(sourced, "cooper build ap", "cooper build app");
    await typed(sourced, "cooper completion fi", "cooper completion fish");
    const found = `cooper() { ${answer} }; fpath=(${folder} $fpath); compinit -u -D`;
    await typed(found, "cooper build ap", "cooper build app");
  });
});

describe("commands", () => {
  test("build --affected builds what a change touched, and nothing else", async (t) => {
    const folder = await smallWorkspace(t, {
      files: {
        "services/other/image.ts":
          'import { pyImage } from "cooper";\nexport default pyImage({ name: "other", main: "main.py" });\n',
        "services/other/main.py": "print(1)\n",
      },
    });
    await commitAll(folder);
    await writeFile(join(folder, "services/other/main.py"), "print(2)\n");
    const affected = async (...since: string[]) => {
      const json = await cooper(["build", "--json", "--affected", ...since], { workspace: folder, store });
      return (JSON.parse(json).images as { name: string }[]).map(({ name }) => name);
    };
    assert.deepEqual(await affected(), ["other"]);
    await commitAll(folder);
    assert.deepEqual(await affected("--since", "HEAD"), []);
    assert.deepEqual(await affected("--since", "HEAD~1"), ["other"]);
    const missing = await tryCooper(["build", "--affected", "--since", "nowhere"], {
      workspace: folder,
      store,
    });
    assertClear(missing, { status: 2, says: ["nowhere"] });
  });

  test("inspect shows an image, and diff of one changed file shows one file", async () => {
    const layout = join(await temporaryFolder({ after }), "before");
    await cooper(["build", "--output", layout], here);
    const inspected = JSON.parse(await cooper(["inspect", "app", "--json"], here));
    assert.ok(isDigest(inspected.digest));
    assert.match(await cooper(["inspect", "app"], here), /^user +65532$/m);
    assert.match(
      await cooper(["diff", `oci:${layout}`, "app"], here),
      /^No package, file or setting differs/,
    );
    assert.match(await cooper(["diff", "app", "app"], here), /the same, byte for byte/);
    await writeFile(join(workspace, "services/app/main.py"), "print('longer than before')\n");
    const { files } = JSON.parse(await cooper(["diff", `oci:${layout}`, "app", "--json"], here));
    assert.deepEqual(
      files.map(({ path }: { path: string }) => path),
      ["app/main.py"],
    );
  });

  test("cache measures, collects and verifies a store, and tells of damage", async (t) => {
    const own = { workspace, store: join(await temporaryFolder(t), "store") };
    assert.match(await cooper(["cache", "du"], own), /total +0/);
    const blobs = join(own.store, "blobs", "sha256");
    await mkdir(blobs, { recursive: true });
    await copyFile(join(store, "oci-layout"), join(own.store, "oci-layout"));
    await writeFile(join(blobs, "a".repeat(64)), "not what its name says");
    const damaged = await tryCooper(["cache", "verify"], own);
    assert.equal(damaged.status, 1);
    assert.match(damaged.stdout, /damaged sha256:a{64}/);
    await cooper(["cache", "verify", "--repair"], own);
    assert.match(await cooper(["cache", "verify"], own), /0 damaged/);
    assert.match(await cooper(["cache", "gc", "--all"], own), /^Removed 0 blobs/);
  });

  test("doctor ends with 0 where all that building needs works, else with 1", async () => {
    const { findings } = JSON.parse(await cooper(["doctor", "--json"], here)) as {
      findings: readonly { what: string; state: string }[];
    };
    assert.equal(findings.find(({ what }) => what === "Store")?.state, "works");
    const broken = await tryCooper(["doctor"], { workspace, store: join(workspace, "cooper.lock", "store") });
    assert.equal(broken.status, 1);
    assert.match(broken.stdout, /✗ Store/);
  });
});

test("init, lock and build bring an existing repository into images", async (t) => {
  const folder = await temporaryWorkspace(t, {
    "api/main.py":
      'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    return {}\n',
    "plain/server.py": "from http.server import HTTPServer\n\nHTTPServer\n",
    "modern/main.py": "import http.server\n",
    "modern/pyproject.toml":
      '[project]\nname = "modern"\nversion = "1.0"\nrequires-python = ">=3.11"\ndependencies = []\n',
    "modern/uv.lock":
      'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "modern"\nversion = "1.0"\nsource = { virtual = "." }\n',
    "library/notes.py": "",
  });
  const pinned = join(examples, "services/todost/requirements_lock.txt");
  await copyFile(pinned, join(folder, "api", "requirements_lock.txt"));
  const own = { workspace: folder, store };
  assert.match(await cooper(["init", "--dry-run"], own), /would write/);
  await cooper(["init"], own);
  await cooper(["lock"], own);
  const built = JSON.parse(await cooper(["build", "--json"], own)).images as { name: string }[];
  assert.deepEqual(built.map(({ name }) => name).sort(), ["api", "modern", "plain"]);
  assert.match((await tryCooper(["init"], own)).stderr, /nothing to write/);
  await cooper(["lock", "--check"], own);
});
