/**
 * Compiles `src/` to `dist/`: type declarations file by file, JavaScript joined into few files. A command loads some 130
 * modules, and to find, read and link that many takes a quarter of the time of a build that has nothing to do.
 * `node scripts/build.ts [folder]`.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const [folder = "dist"] = process.argv.slice(2);

rmSync(folder, { recursive: true, force: true });
const { status } = spawnSync("node_modules/.bin/tsc", ["-p", "tsconfig.build.json", "--outDir", folder], {
  stdio: "inherit",
});
if (status !== 0) process.exit(1);
await build({
  // What the code finds by its own address, such as the files of worker threads, lies in one folder with all that is shared.
  entryPoints: [
    { in: "src/cli/main.ts", out: "cli/main" },
    { in: "src/api/index.ts", out: "api/index" },
    { in: "src/archive/gzip-worker.ts", out: "api/gzip-worker" },
    { in: "src/bases/image/unxz-worker.ts", out: "api/unxz-worker" },
  ],
  outdir: folder,
  chunkNames: "api/[name]-[hash]",
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  target: "node24",
  format: "esm",
  logLevel: "warning",
});
chmodSync(join(folder, "cli", "main.js"), 0o755);
