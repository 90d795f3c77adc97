import assert from "node:assert/strict";
import { cp, readdir, stat, symlink, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { type RunResult, run, tryRun } from "../../src/core/process.ts";
import { checkout, cleanEnvironment, cooper, examples } from "./support/cooper.ts";
import { firstManifest } from "./support/layout.ts";
import { storeOfDownloads } from "./support/store.ts";
import { temporaryFolder, writeFiles } from "./support/workspace.ts";

// The package's command begins with `#!/usr/bin/env node`: let that be the Node that runs the tests.
const path = `${dirname(process.execPath)}:${process.env.PATH}`;

function npm(args: readonly string[], cwd: string): Promise<RunResult> {
  return run("npm", args, { cwd, env: cleanEnvironment({ PATH: path, npm_config_loglevel: "error" }) });
}

const packed = await temporaryFolder({ after });
await npm(["pack", "--pack-destination", packed], checkout);
const [file = ""] = await readdir(packed);
const tarball = join(packed, file);

/** A project that has nothing but the package. */
const project = await temporaryFolder({ after });
await writeFiles(project, { "package.json": '{ "name": "consumer", "private": true, "type": "module" }\n' });
await npm(["install", "--no-audit", "--no-fund", "--ignore-scripts", tarball], project);

/** The example monorepo at another place, and a store that was never built into. */
const workspace = await temporaryFolder({ after });
await cp(examples, workspace, { recursive: true });
const store = await storeOfDownloads(await temporaryFolder({ after }));
const env = cleanEnvironment({ PATH: path, COOPER_STORE: store });

function installedCooper(args: readonly string[], folder = workspace): Promise<RunResult> {
  return tryRun("npx", ["--no-install", "cooper", "--workspace", folder, ...args], { cwd: project, env });
}

test("the package holds what it needs and nothing else", async () => {
  const { stdout } = await run("tar", ["-tzf", tarball]);
  const files = stdout.trim().split("\n");
  const expected = ["LICENSE", "README.md", "CHANGELOG.md", "package.json", "dist/cli/main.cjs"];
  const needed = [...expected, "dist/api/index.d.ts", "probe/bin/probe-amd64", "probe/bin/probe-arm64"];
  assert.deepEqual(
    needed.filter((name) => !files.includes(`package/${name}`)),
    [],
  );
  assert.equal(files.filter((name) => /^package\/keys\/debian-\w+.*\.asc$/.test(name)).length, 6);
  const foreign = /\.(test|fixture)\.|\/(testing|fixtures|examples|test|src|bench)\/|(?<!\.d)\.ts$/;
  assert.deepEqual(
    files.filter((name) => foreign.test(name)),
    [],
  );
});

test("the installed command builds from packages and exports, with its worker threads", async () => {
  const { stdout } = await installedCooper(["list", "--names"]);
  assert.match(stdout, /^todost\n\/\/services\/todost$/m);
  const layout = join(workspace, "layout");
  const build = ["build", "todost", "--platform=linux/amd64", "--json"];
  const { status, stdout: json, stderr } = await installedCooper([...build, "--output", layout]);
  assert.equal(status, 0, stderr);
  const { layers } = await firstManifest(layout);
  assert.ok(layers.every(({ mediaType }) => mediaType.endsWith("+gzip")));
  const [{ index }] = JSON.parse(json).images;
  const fromSources = JSON.parse(await cooper(build, { workspace, store })).images[0];
  assert.equal(index.digest, fromSources.index.digest, "package and sources build the same bytes");
});

test("a command keeps its compiled code, and does not mind damage to it", async (t) => {
  const folder = await temporaryFolder(t);
  const command = join(project, "node_modules", "cooper", "dist", "cli", "main.cjs");
  const version = async () => {
    const { status, stdout, stderr } = await tryRun(process.execPath, [command, "--version"], {
      env: { ...env, NODE_COMPILE_CACHE: folder },
    });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    return stdout;
  };
  const kept = async () => {
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".code"));
    assert.equal(names.length, 1);
    return join(folder, names[0] as string);
  };
  const said = await version();
  const code = await kept();
  const { mtimeMs } = await stat(code);
  assert.equal(await version(), said);
  assert.equal((await stat(code)).mtimeMs, mtimeMs, "it was used");
  await truncate(code, 1000);
  assert.equal(await version(), said);
  assert.ok((await stat(code)).size > 1000, "it was replaced");
  await kept();
});

test("the installed command tells the place of a mistake", async (t) => {
  const folder = await temporaryFolder(t);
  await writeFiles(folder, {
    "cooper.config.ts": `import { defineWorkspace } from "cooper";\nexport default defineWorkspace({});\n`,
    "a/image.ts": `import { pyImage } from "cooper";\nexport default pyImage({\n  name: "a",\n  confgs: [],\n});\n`,
  });
  const { status, stderr } = await installedCooper(["list"], folder);
  assert.equal(status, 2);
  assert.match(stderr, /a\/image\.ts:4/);
  assert.match(stderr, /configs/);
});

const program = `import { type BuiltImage, build, CooperError, openSession } from "cooper";

const steps: string[] = [];
const session = await openSession({
  start: process.argv[2] ?? ".",
  progress: (event) => {
    if (event.type === "start") steps.push(event.name);
  },
});
const platforms = [{ os: "linux", architecture: "arm64" }];
const built: readonly BuiltImage[] = await build(session, { images: ["hello_python"], platforms });
const refused: unknown = await build(session, { images: ["nobody"] }).catch((error: unknown) => error);
const code: string = refused instanceof CooperError ? refused.code : "none";
console.log(JSON.stringify({ names: built.map(({ name }) => name), busy: steps.length > 0, code }));
`;

test("the library builds, tells progress and throws its errors", async () => {
  await writeFiles(project, { "use.ts": program });
  const { stdout } = await run(process.execPath, ["use.ts", workspace], { cwd: project, env });
  assert.deepEqual(JSON.parse(stdout), { names: ["hello_python"], busy: true, code: "NO_SUCH_TARGET" });
});

test("its declarations pass a strict compiler", async () => {
  await writeFiles(project, {
    "use.ts": program,
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        module: "nodenext",
        target: "es2024",
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        types: ["node"],
      },
      files: ["use.ts"],
    }),
  });
  // Programs for Node bring the types of Node themselves.
  await symlink(join(checkout, "node_modules", "@types"), join(project, "node_modules", "@types"));
  await run(process.execPath, [join(checkout, "node_modules", ".bin", "tsc"), "-p", project]);
});
