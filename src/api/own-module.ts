import { extname } from "node:path";

const entrance = extname(import.meta.filename) === ".ts" ? "./index.ts" : "./index.js";

/** URL of what `import … from "cooper"` means in configuration files: the cooper that runs, from `src/` or `dist/`. */
export const ownModule = new URL(entrance, import.meta.url).href;
