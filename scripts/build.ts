/** Compiles `src/` to `dist/`: JavaScript and type declarations without the tests. */
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
const { status } = spawnSync("node_modules/.bin/tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });
if (status !== 0) process.exit(1);
chmodSync("dist/cli/main.js", 0o755);
