import { test } from "node:test";
import { tryCooper } from "./support/cooper.ts";
import { assertClear } from "./support/messages.ts";
import { definition, smallWorkspace } from "./support/small-workspace.ts";
import { temporaryFolder } from "./support/workspace.ts";

/** Configuration files are programs: what they do to the process that runs them, and what cooper must say of it. */
interface Case {
  readonly what: string;
  /** Of `cooper.config.ts`. */
  readonly config: string;
  readonly status: 1 | 2;
  readonly says: readonly (string | RegExp)[];
}

const workspaceOf = (fields: string) =>
  `import { defineWorkspace } from "cooper";\nexport default defineWorkspace({ ${fields} });\n`;

const cases: readonly Case[] = [
  {
    what: "throws nothing",
    config: "throw null;\n",
    status: 2,
    says: ["CONFIG_THREW", "cooper.config.ts", "the file threw: null"],
  },
  {
    what: "throws an error that is its own cause",
    config: 'const e = new Error("round");\ne.cause = e;\nthrow e;\n',
    status: 2,
    says: ["CONFIG_THREW", "cooper.config.ts:1", "the file threw: round"],
  },
  {
    what: "waits for what never comes",
    config: `await new Promise(() => {});\n${workspaceOf("")}`,
    status: 2,
    says: ["CONFIG_STALLED", "cooper.config.ts", "await"],
  },
  {
    what: "ends the process as if all were well",
    config: "process.exit(0);\n",
    status: 1,
    says: ["ENDED_EARLY", "process.exit"],
  },
  {
    what: "fails where nobody waits",
    config:
      'setImmediate(() => {\n  throw new Error("stray");\n});\nawait new Promise((r) => setTimeout(r, 9000));\n',
    status: 2,
    says: ["CONFIG_THREW", "cooper.config.ts:2", "the file threw: stray"],
  },
  {
    what: "has a field that throws when it is read",
    config: 'export default { get platforms() { throw new Error("no"); } };\n',
    status: 2,
    says: ["CONFIG_THREW", "cooper.config.ts:1", "the file threw: no"],
  },
];

for (const { what, config, status, says } of cases) {
  test(`a configuration that ${what}`, async (t) => {
    const files = { "services/app/image.ts": definition(), "cooper.config.ts": config };
    const workspace = await smallWorkspace(t, { files });
    const store = await temporaryFolder(t);
    assertClear(await tryCooper(["list"], { workspace, store }), { status, says });
  });
}
