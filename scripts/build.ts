/**
 * Compiles `src/` to `dist/`: type declarations file by file, and all JavaScript in one file. A command loads some 200
 * modules, and to find, read and link that many takes longer than most commands. In the one file each module still waits
 * until something asks for it. `node scripts/build.ts [folder]`.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";
import * as library from "../src/api/index.ts";

const [folder = "dist"] = process.argv.slice(2);

/** Two, and neither loads anything before it is used. */
const entrances = `
exports.runCli = (args) => require("./cli/run-cli.ts").runCli(args);
exports.library = () => require("./api/index.ts");
`;

rmSync(folder, { recursive: true, force: true });
compileDeclarations();
const bundled = await bundle();
writeEntrances();
writeFileSync(join(folder, "LICENSES.txt"), licensesOf(bundled));

function compileDeclarations(): void {
  const args = ["-p", "tsconfig.build.json", "--outDir", folder];
  const { status } = spawnSync("node_modules/.bin/tsc", args, { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}

/**
 * CommonJS, since only there modules, and Node's own among them, are loaded when they are asked for: in an ES module,
 * `node:http` alone takes 15 ms, also of a command that opens no connection.
 */
async function bundle(): Promise<Metafile> {
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
    external: ["undici", "openpgp", "libdeflate", "xz-decompress", "node-liblzma"],
    legalComments: "none",
    logLevel: "warning",
  } as const satisfies BuildOptions;
  const { metafile } = await build({
    ...options,
    stdin: { contents: entrances, resolveDir: "src", sourcefile: "cooper.js" },
    outfile: join(folder, "api", "cooper.cjs"),
    metafile: true,
  });
  // Worker threads begin with files of their own, which the code finds beside itself.
  const entryPoints = ["src/archive/gzip-worker.ts", "src/bases/image/unxz-worker.ts"];
  await build({
    ...options,
    entryPoints,
    entryNames: "[name]",
    outExtension: { ".js": ".cjs" },
    outdir: join(folder, "api"),
  });
  return metafile;
}

/** The command, which has Node keep what it compiles, and the library, an ES module over the same one file. */
function writeEntrances(): void {
  mkdirSync(join(folder, "cli"), { recursive: true });
  const command = join(folder, "cli", "main.cjs");
  writeFileSync(
    command,
    `#!/usr/bin/env node
require("node:module").enableCompileCache();
require("../api/cooper.cjs").runCli(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
`,
  );
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
