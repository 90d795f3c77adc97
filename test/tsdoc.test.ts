import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceFiles } from "./support/source-files.ts";

const declaration =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:const|function\*?|class|interface|type) (\w+)/;

/** Names of exports with no comment right above them. Of overloads the first has it. */
function undocumented(text: string): string[] {
  const lines = text.split("\n");
  const documented = new Set<string>();
  const bare: string[] = [];
  for (const [i, line] of lines.entries()) {
    const name = declaration.exec(line)?.[1];
    if (name === undefined || documented.has(name)) continue;
    if (/\*\/$/.test(lines[i - 1] ?? "")) documented.add(name);
    else bare.push(name);
  }
  return bare;
}

test("the scanner tells documented exports from others", () => {
  const text = [
    "/** Documented. */",
    "export function a(x: string): void;",
    "export function a(x: number): void;",
    "/**",
    " * Documented.",
    " */",
    "export async function* b() {}",
    "// Not TSDoc.",
    "export const c = 1;",
    "export type D = 1;",
    'export { e } from "./e.ts";',
    "const f = 2;",
  ].join("\n");
  assert.deepEqual(undocumented(text), ["c", "D"]);
});

test("every export says what it is", async () => {
  const bare = (await sourceFiles()).flatMap(({ path, text }) =>
    undocumented(text).map((name) => `${path}: ${name}`),
  );
  assert.deepEqual(bare, []);
});
