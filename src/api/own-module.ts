import { extname } from "node:path";

/** URL of what `import … from "cooper"` means in configuration files: the cooper that runs, from `src/` or `dist/`. */
export const ownModule = new URL(`./index${extname(import.meta.filename)}`, import.meta.url).href;
