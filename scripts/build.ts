/**
 * Compiles `src/` to `dist/`: type declarations file by file, and all JavaScript in one file. A command loads some 200
 * modules, and to find, read and link that many takes longer than most commands. In the one file each module still waits
 * until something asks for it. `node scripts/build.ts [folder]`.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build, type Metafile, type Plugin } from "esbuild";
import * as library from "../src/api/index.ts";

const [folder = "dist"] = process.argv.slice(2);
const bundleFile = join(folder, "api", "cooper.cjs");

/** Two, and neither loads anything before it is used. */
const entrances = `
exports.runCli = (args) => require("./cli/run-cli.ts").runCli(args);
exports.library = () => require("./api/index.ts");
`;

/**
 * CommonJS, since only there modules, and Node's own among them, are loaded when they are asked for: in an ES module,
 * `node:http` alone takes 15 ms, also of a command that opens no connection.
 */
const options = {
  bundle: true,
  platform: "node",
  target: "node24",
  format: "cjs",
  define: {
    "import.meta.url": "ownUrl",
    "import.meta.filename": "__filename",
    "import.meta.dirname": "__dirname",
  },
  banner: { js: 'const ownUrl = require("node:url").pathToFileURL(__filename).href;' },
  // Large, and needed by few commands.
  external: ["undici", "openpgp", "libdeflate", "@napi-rs/lzma", "@octokit/*"],
  legalComments: "none",
  logLevel: "warning",
} as const satisfies BuildOptions;

rmSync(folder, { recursive: true, force: true });
compileDeclarations();
const bundled = await bundle();
await bundleOthers();
writeEntrances();
writeFileSync(join(folder, "LICENSES.txt"), licensesOf(bundled));

function compileDeclarations(): void {
  const args = ["-p", "tsconfig.build.json", "--outDir", folder];
  const { status } = spawnSync("node_modules/.bin/tsc", args, { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

async function bundle(): Promise<Metafile> {
  const { metafile } = await build({
    ...options,
    stdin: { contents: entrances, resolveDir: "src", sourcefile: "cooper.js" },
    outfile: bundleFile,
    // See `src/cli/packaged.ts`: the code is not run by Node's loader, and so `import()` would not work in it.
    supported: { "dynamic-import": false },
    plugins: [apart("./import-module.ts", "./import-module.cjs")],
    metafile: true,
  });
  return metafile;
}

/** Leaves one module out of the bundle, to be a file beside it. */
function apart(module: string, path: string): Plugin {
  const filter = new RegExp(`^${RegExp.escape(module)}$`);
  return { name: module, setup: ({ onResolve }) => onResolve({ filter }, () => ({ path, external: true })) };
}

/** What has to be a file of its own: worker threads, which the code finds beside itself, and `import()`. */
async function bundleOthers(): Promise<void> {
  const entryPoints = [
    { in: "src/archive/gzip-worker.ts", out: "api/gzip-worker" },
    { in: "src/workspace/import-module.ts", out: "api/import-module" },
    { in: "src/cli/packaged.ts", out: "cli/main" },
  ];
  // The command reads it as Latin-1, which is quicker. esbuild escapes all but what is in regular expressions.
  const code = readFileSync(bundleFile, "utf8").replace(/\P{ASCII}/gu, escaped);
  writeFileSync(bundleFile, code);
  const digest = createHash("sha256").update(code).digest("hex");
  const define = { ...options.define, bundleDigest: JSON.stringify(digest) };
  await build({ ...options, define, entryPoints, outExtension: { ".js": ".cjs" }, outdir: folder });
}

/** As string, regular expression and name alike may have it. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

/** The command as a program, and the library as an ES module over the same one file. */
function writeEntrances(): void {
  const command = join(folder, "cli", "main.cjs");
  writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, "utf8")}`);
  chmodSync(command, 0o755);
  writeFileSync(
    join(folder, "api", "index.js"),
    `import { createRequire } from "node:module";

const { library } = createRequire(import.meta.url)("./cooper.cjs");
export const { ${Object.keys(library).join(", ")} } = library();
`,
  );
}

/** The licences of the packages that the one file holds. */
function licensesOf({ inputs }: Metafile): string {
  const folders = Object.keys(inputs).map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  const texts = [...new Set(folders)]
    .filter((path) => path !== undefined)
    .sort()
    .map(licenseOf);
  return texts.join("\n");
}

function licenseOf(path: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const file = readdirSync(path).find((each) => /^licen[cs]e(\.(md|txt)|-.*)?$/i.test(each));
  const text = file === undefined ? "" : readFileSync(join(path, file), "utf8");
  return `${name} ${version}: ${license}\n\n${text}`;
}
