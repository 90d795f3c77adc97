/**
 * URL of the folder of cooper's package, which has `package.json`, `keys/` and `probe/`. Lies two folders up from here as
 * from the compiled files: see `scripts/build.ts`.
 */
export const packageFolder = new URL("../../", import.meta.url);
