import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parseLock } from "../../src/bases/lock/parse-lock.ts";
import { run } from "../../src/core/process.ts";
import { lackingArm64 } from "./support/arm64.ts";
import { cooper } from "./support/cooper.ts";
import { confined, docker, lackingDocker, removeImages } from "./support/docker.ts";
import { writeRecipeImage } from "./support/recipe-image.ts";
import { fillSharedStore } from "./support/store.ts";
import { lackingCompilers } from "./support/tools.ts";
import { temporaryWorkspace } from "./support/workspace.ts";

const noDocker = await lackingDocker({ after });
const noArm64 = await lackingArm64();
const store = await fillSharedStore();
const prefix = `cooper-e2e-bases-${process.pid}`;
const fixtures = join(import.meta.dirname, "fixtures");

/** One image a base; those without Python are there to be locked. */
const bases = {
  python311: "distroless_python_nonroot",
  python313: "distroless_python313_nonroot",
  debug: "distroless_python_debug",
  own: "media_nonroot",
  static: "distroless_static_nonroot",
  cc: "distroless_cc_nonroot",
} as const;
type Base = keyof typeof bases;

const workspace = await temporaryWorkspace(
  { after },
  {
    "cooper.config.ts": `import { defineBase, defineWorkspace } from "cooper";
export default defineWorkspace({
  platforms: ["linux/amd64", "linux/arm64"],
  bases: [defineBase({ name: "media", from: "distroless_python", packages: ["libmagic1", "libpq5"] })],
});
`,
    ...Object.fromEntries(
      Object.entries(bases).map(([name, base]) => [
        `${name}/image.ts`,
        `import { pyImage } from "cooper";
export default pyImage({ name: "${prefix}-${name}", base: "${base}" });
`,
      ]),
    ),
  },
);

function imageOf(base: Base, architecture = "amd64"): string {
  return `${prefix}-${base}:${architecture}`;
}

/** Runs Python in a base, without rights, and returns what it printed as JSON. */
async function python(image: string, flags: readonly string[], args: readonly string[]): Promise<unknown> {
  const said = await docker("run", "--rm", ...confined, "--tmpfs=/tmp", ...flags, image, ...args);
  return JSON.parse(said);
}

/** Python that tells name and version of every package that a scanner finds. */
const packages = `
import glob, json
stanzas = [open(name).read() for name in glob.glob("/var/lib/dpkg/status.d/*") if not name.endswith(".md5sums")]
fields = [dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line) for stanza in stanzas]
print(json.dumps({each["Package"]: each["Version"] for each in fields}))
`;

/** Python that loads the shared libraries of the workspace's own base by their bare names. */
const loadOwn = `
import ctypes, ctypes.util, json
found = {name: ctypes.util.find_library(name) for name in ("magic", "pq")}
print(json.dumps({name: bool(ctypes.CDLL(library)._handle) for name, library in found.items() if library}))
`;

const noCompiler = await lackingCompilers("gcc");

describe("bases from Debian packages", { skip: noDocker }, () => {
  before(async () => {
    await cooper(["lock"], { workspace, store });
    const load = async (architecture: string, names: readonly Base[]) => {
      const flags = ["--engine=docker", `--platform=linux/${architecture}`, `--tag=${architecture}`];
      await cooper(["load", ...flags, ...names.map((name) => `//${name}`)], { workspace, store });
    };
    await load("amd64", ["python311", "python313", "debug", "own"]);
    await load("arm64", ["python311"]);
  });
  const images = Object.keys(bases).map((base) => imageOf(base as Base));
  after(() => removeImages([...images, imageOf("python311", "arm64")]));

  const pythons: readonly [Base, string, string | false][] = [
    ["python311", "amd64", false],
    ["python313", "amd64", false],
    ["own", "amd64", false],
    ["python311", "arm64", noArm64],
  ];
  for (const [base, architecture, skip] of pythons) {
    test(`Python finds all it needs in ${bases[base]} on ${architecture}`, { skip }, async () => {
      const flags = [
        `--platform=linux/${architecture}`,
        `--volume=${fixtures}/system_checks.py:/checks.py:ro`,
      ];
      const results = await python(imageOf(base, architecture), flags, ["/checks.py"]);
      const broken = Object.entries(results as object).filter(([, result]) => result !== "ok");
      assert.deepEqual(broken, []);
      assert.ok(Object.keys(results as object).length > 10);
    });
  }

  for (const [base, version] of [
    ["python311", "3.11"],
    ["python313", "3.13"],
  ] as const) {
    test(`/usr/bin/python3 is Python ${version} in ${bases[base]}`, async () => {
      const run = ["run", "--rm", "--entrypoint=/usr/bin/python3", imageOf(base)];
      assert.ok((await docker(...run, "--version")).startsWith(`Python ${version}.`));
    });
  }

  test("scanners find every package of the lock, and none that is not there", async () => {
    const lock = parseLock(await readFile(join(workspace, "cooper.lock"), "utf8"), "cooper.lock");
    for (const [base, id] of [
      ["python311", "debian12/python3.11"],
      ["python313", "debian13/python3.13"],
    ] as const) {
      const locked = lock.bases.get(id)?.packages.get("amd64") ?? [];
      const expected = locked.filter(({ name }) => name !== "busybox-static");
      assert.deepEqual(
        await python(imageOf(base), [], ["-c", packages]),
        Object.fromEntries(expected.map(({ name, version }) => [name, version])),
      );
    }
  });

  test("only the debug variant has a shell, and runs as root", async () => {
    const shell = ["run", "--rm", "--entrypoint=/busybox/sh"];
    assert.equal(await docker(...shell, imageOf("debug"), "-c", "id -u"), "0");
    await assert.rejects(docker(...shell, imageOf("python311"), "-c", "true"), /no such file or directory/);
  });

  test("a workspace's own base has its packages' libraries, by their bare names", async () => {
    assert.deepEqual(await python(imageOf("own"), [], ["-c", loadOwn]), { magic: true, pq: true });
  });

  const programs = [
    { base: "static", flags: ["-static"], says: "uid 65532" },
    { base: "cc", flags: ["-fopenmp"], says: "nonroot 5050" },
  ] as const;
  for (const { base, flags, says } of programs) {
    test(`a C program with ${flags[0]} runs in ${bases[base]}`, { skip: noCompiler }, async () => {
      const program = join(workspace, base, "program");
      const source = join(fixtures, base === "static" ? "static.c" : "dynamic.c");
      await run("gcc", ["-O1", ...flags, "-o", program, source]);
      const file = join(workspace, `${base}.tar`);
      await writeRecipeImage({ recipe: bases[base], name: imageOf(base), file }, { workspace, store });
      await docker("load", "--input", file);
      const mount = [`--volume=${program}:/program:ro`, "--entrypoint=/program"];
      assert.equal(await docker("run", "--rm", ...confined, "--tmpfs=/tmp", ...mount, imageOf(base)), says);
    });
  }
});
