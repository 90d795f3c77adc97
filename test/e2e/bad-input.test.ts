import { generateKeyPairSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { cooper, examples, tryCooper } from "./support/cooper.ts";
import { assertClear } from "./support/messages.ts";
import { definition, smallWorkspace } from "./support/small-workspace.ts";
import { fillSharedStore } from "./support/store.ts";
import { temporaryFolder } from "./support/workspace.ts";

const store = await fillSharedStore();
const lock = await readFile(join(examples, "cooper.lock"), "utf8");
/** As written for another recipe: without seals, which would tell of the change first. */
const otherRecipe = lock.replace(/request sha256:./g, "request sha256:0").replace(/^ {2}seal .*\n/gm, "");
const withoutLibc = lock.replace(/^ {2}package libc6 amd64 .*\n/m, "");
const image = "services/app/image.ts";

/** A workspace with something wrong in it, and what cooper must say of it. */
interface Case {
  readonly what: string;
  /** Fields of the definition of `app`. */
  readonly fields?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** `build` unless it says otherwise. */
  readonly args?: readonly string[];
  readonly status: 1 | 2;
  /** What the message must hold: its code, the place and the way out among them. */
  readonly says: readonly (string | RegExp)[];
  /** What it must not hold. */
  readonly hides?: string;
}

const definitions: readonly Case[] = [
  {
    what: "a misspelt field",
    fields: 'healthchek: { http: "/" }',
    status: 2,
    says: ["UNKNOWN_FIELD", `${image}:2`, 'Did you mean "healthcheck"?'],
  },
  {
    what: "a field of another type",
    fields: 'ports: ["8000"]',
    status: 2,
    says: ["BAD_FIELD", "ports[0] must be a number", `${image}:2`],
  },
  {
    what: "a missing field",
    files: {
      [image]: 'import { pyServiceImage } from "cooper";\nexport default pyServiceImage({ name: "app" });\n',
    },
    status: 2,
    says: ["MISSING_FIELD", `${image}:2`, "Write `"],
  },
  {
    what: "a misspelt base",
    fields: 'base: "distroless_pyton_nonroot"',
    status: 2,
    says: ["UNKNOWN_BASE", `${image}:2`, 'Did you mean "distroless_python_nonroot"?'],
  },
  {
    what: "a misspelt target",
    args: ["build", "ap"],
    status: 2,
    says: ["NO_SUCH_TARGET", 'Did you mean "app"?'],
  },
  {
    what: "images that stand on each other",
    fields: 'base: "//services/other"',
    files: { "services/other/image.ts": definition('base: "//services/app"', "other") },
    status: 2,
    says: ["BASE_CYCLE", "//services/app → //services/other → //services/app", image],
  },
  {
    what: "two images of one name",
    files: { "services/other/image.ts": definition() },
    status: 2,
    says: [
      "DUPLICATE_TARGET",
      "//services/app and //services/other:app",
      "services/other/image.ts:2",
      "another name",
    ],
  },
  {
    what: "a platform that the image is not built for",
    args: ["build", "--platform", "linux/arm64"],
    status: 2,
    says: ["PLATFORM_NOT_OFFERED", `${image}:2`, "linux/amd64"],
  },
  {
    what: "a platform that is none",
    args: ["build", "--platform", "linus"],
    status: 2,
    says: ["BAD_PLATFORM", "such as linux/amd64"],
  },
  {
    what: "a main file that is not there",
    fields: 'main: "nope.py"',
    status: 2,
    says: ["MAIN_MISSING", "nope.py", `${image}:2`],
  },
  {
    what: "a requirements lock that is not there",
    fields: 'deps: "nope.txt"',
    status: 1,
    says: ["NO_LOCK", "services/app/nope.txt", "Check the path"],
  },
  {
    what: "a health check without a port",
    fields: 'healthcheck: { http: "/health" }',
    status: 2,
    says: ["HEALTHCHECK_PORT", `${image}:2`, "port: 8000"],
  },
  {
    what: "a budget that is too small",
    fields: 'budget: "1MB"',
    status: 1,
    says: ["OVER_BUDGET", "1.00MB", "largest layers", "budget"],
  },
  {
    what: "a file that cannot be parsed",
    files: { [image]: "export default {{{\n" },
    status: 2,
    says: ["CONFIG_SYNTAX", `${image}:1:17`, "try"],
  },
  {
    what: "a file that throws",
    files: { [image]: '\nthrow new Error("no luck");\n' },
    status: 2,
    says: ["CONFIG_THREW", "no luck", `${image}:2`, "try"],
  },
  {
    what: "a file with an enum",
    files: { [image]: "enum Colour { Red }\nexport default Colour;\n" },
    status: 2,
    says: ["CONFIG_TYPESCRIPT", `${image}:1`, "constant object"],
  },
  {
    what: "a file that exports something else",
    files: { [image]: "export default 3;\n" },
    status: 2,
    says: ["NO_DEFINITION", image, "export default"],
  },
  {
    what: "a package that is not installed",
    files: { [image]: 'import lodash from "lodash";\nexport default lodash;\n' },
    status: 2,
    says: ["CONFIG_IMPORT", '"lodash"', `${image}:1`],
  },
  {
    what: "a misspelt import",
    files: { [image]: 'import { pyImag } from "cooper";\nexport default pyImag({ name: "app" });\n' },
    status: 2,
    says: ["CONFIG_IMPORT", image, 'Did you mean "pyImage"?'],
  },
];

const locks: readonly Case[] = [
  {
    what: "a lock file with a line that nobody wrote",
    files: { "cooper.lock": `${lock}garbage\n` },
    status: 1,
    says: ["BAD_LOCK", /cooper\.lock:\d+/, "cooper lock"],
  },
  {
    what: "a lock file with a merge conflict at its top",
    files: { "cooper.lock": `<<<<<<< HEAD\n${lock}=======\n${lock}>>>>>>> theirs\n` },
    status: 1,
    says: ["BAD_LOCK", "merge conflict", "cooper.lock:1", "cooper lock"],
  },
  {
    what: "a lock file with a merge conflict within",
    files: {
      "cooper.lock": lock.replace(/^( {2}package .*)$/m, "<<<<<<< HEAD\n$1\n=======\n$1\n>>>>>>> theirs"),
    },
    status: 1,
    says: ["BAD_LOCK", "merge conflict", /cooper\.lock:\d+/, "cooper lock"],
  },
  {
    what: "a lock file for another recipe",
    files: { "cooper.lock": otherRecipe },
    status: 1,
    says: ["LOCK_STALE", "cooper.lock", "Run `cooper lock`"],
  },
  {
    what: "a lock file for another recipe, in CI",
    files: { "cooper.lock": otherRecipe },
    args: ["lock", "--check"],
    status: 1,
    says: ["LOCK_OUTDATED", "cooper.lock", "Run `cooper lock`"],
  },
  {
    what: "a lock file that lacks a package",
    files: { "cooper.lock": withoutLibc },
    status: 1,
    says: ["LOCK_EDITED", "debian12/python3.11", "version control"],
  },
  {
    what: "a lock file that lacks a package, in CI",
    files: { "cooper.lock": withoutLibc },
    args: ["lock", "--check"],
    status: 1,
    says: ["LOCK_OUTDATED", "debian12/python3.11", "Run `cooper lock`"],
  },
  {
    what: "a lock file without the base",
    files: { "cooper.lock": "cooper-lock 1\n" },
    status: 1,
    says: ["LOCK_MISSING", "cooper.lock", "Run `cooper lock`"],
  },
  {
    what: "a lock file of a later cooper",
    files: { "cooper.lock": "cooper-lock 2\n" },
    status: 1,
    says: ["BAD_LOCK", "format 2", "cooper.lock:1"],
  },
];

const pemKey = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
// Put together here, so that nobody's scanner takes this file for a leak.
const awsKey = ["wJalrXUtnFEMI", "K7MDENG", "bPxRfiCYzq8b2h4T5p6L"].join("/").slice(0, 40);

const secrets: readonly Case[] = [
  {
    what: "an .env file in the folder of a service",
    files: { "services/app/.env": "TOKEN=hunter2\n" },
    status: 1,
    says: ["SECRET_FOUND", "services/app/.env", 'allowSecrets: [".env"]', ".dockerignore"],
    hides: "hunter2",
  },
  {
    what: "a private key under a harmless name",
    files: { "services/app/notes.txt": `see below\n${pemKey}` },
    status: 1,
    says: ["SECRET_FOUND", "services/app/notes.txt:2", 'allowSecrets: ["notes.txt"]'],
    hides: pemKey.split("\n")[1] as string,
  },
  {
    what: "an access key of a cloud in a program",
    files: { "services/app/settings.py": `AWS_SECRET_ACCESS_KEY = "${awsKey}"\n` },
    status: 1,
    says: ["SECRET_FOUND", "services/app/settings.py:1", 'allowSecrets: ["settings.py"]'],
    hides: awsKey,
  },
];

const groups = { definitions, "lock files": locks, secrets };
for (const [group, cases] of Object.entries(groups)) {
  describe(group, () => {
    for (const { what, fields, files, args = ["build"], status, says, hides } of cases) {
      test(what, async (t) => {
        const workspace = await smallWorkspace(t, { fields, files });
        const result = await tryCooper(args, { workspace, store });
        assertClear(result, { status, says, hides });
      });
    }
  });
}

test("no workspace", async (t) => {
  const workspace = await temporaryFolder(t);
  for (const args of [["build"], ["list"], ["lock"], ["inspect", "app"], ["run", "app"]]) {
    const says = ["NO_WORKSPACE", workspace, "cooper init"];
    assertClear(await tryCooper(args, { workspace, store }), { status: 2, says });
  }
});

test("no lock file", async (t) => {
  const workspace = await smallWorkspace(t, { lock: false });
  const says = ["LOCK_MISSING", "cooper.lock", "Run `cooper lock`"];
  assertClear(await tryCooper(["build"], { workspace, store }), { status: 1, says });
});

test("a secret that is allowed is packed", async (t) => {
  const files = { "services/app/.env": "TOKEN=hunter2\n" };
  const workspace = await smallWorkspace(t, { fields: 'allowSecrets: [".env"]', files });
  await cooper(["build"], { workspace, store });
});

test("what surrounds image.ts says nothing about it", async (t) => {
  const files = {
    "services/app/package.json": '{ "type": "commonjs", "main": "index.js" }',
    "services/app/tsconfig.json": '{ "compilerOptions": { "module": "commonjs", "target": "es5" } }',
    "package.json": "{}",
  };
  const workspace = await smallWorkspace(t, { files });
  await cooper(["build"], { workspace, store });
});
