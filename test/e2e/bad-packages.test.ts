import { describe, test } from "node:test";
import { tryCooper } from "./support/cooper.ts";
import { deadAddress } from "./support/local-server.ts";
import { assertClear } from "./support/messages.ts";
import { serveIndex, type TestWheel, testWheel } from "./support/python-index.ts";
import { smallWorkspace } from "./support/small-workspace.ts";
import { fillSharedStore } from "./support/store.ts";
import type { Owner } from "./support/workspace.ts";

const store = await fillSharedStore();
const lockFile = "services/app/requirements_lock.txt";
const password = "hunter2";

/** A workspace whose only image has these lines as its requirements lock. */
function workspaceWith(owner: Owner, pins: readonly string[]): Promise<string> {
  const files = { [lockFile]: `${pins.join("\n")}\n` };
  return smallWorkspace(owner, { fields: 'deps: "requirements_lock.txt"', files });
}

/** What keeps the configuration of this machine's pip and uv out of a test. */
function pipEnvironment(index: string): NodeJS.ProcessEnv {
  return {
    PIP_CONFIG_FILE: "/dev/null",
    PIP_INDEX_URL: index,
    PIP_EXTRA_INDEX_URL: "",
    UV_NO_CONFIG: "1",
    NETRC: "/dev/null",
  };
}

/** The same address with a login in it. */
function withLogin(address: string): string {
  const url = new URL(address);
  [url.username, url.password] = ["somebody", password];
  return url.href;
}

const good: TestWheel = await testWheel({ name: "good", files: { "good.py": "" } });
const climbing = await testWheel({ name: "climbing", files: { "../outside.py": "" } });
const needy = await testWheel({ name: "needy", metadata: ["Requires-Dist: absent>=2"] });
const [left, right] = (await Promise.all(
  ["left", "right"].map((name) => testWheel({ name, files: { "shared.py": `# of ${name}\n` } })),
)) as [TestWheel, TestWheel];
const foreign = await testWheel({ name: "foreign" }, "cp311-cp311-win_amd64");
const future = await testWheel({ name: "future" }, "cp399-cp399-manylinux_2_17_x86_64");

/** Wheels that an image asks for, and what cooper must say. */
const cases = [
  {
    what: "a wheel that climbs out",
    wheels: [climbing],
    says: ["climbing", "outside.py", /UNSAFE_PATH|BAD_WHEEL/],
  },
  {
    what: "a wheel whose requirement is not locked",
    wheels: [needy],
    says: ["UNMET_REQUIREMENT", "needy 1.0 requires absent>=2", lockFile],
  },
  {
    what: "two wheels with one file",
    wheels: [left, right],
    says: ["shared.py", "left", "right", "FILE_CONFLICT"],
  },
  {
    what: "no wheel for the platform",
    wheels: [foreign],
    says: ["foreign", "linux/amd64", lockFile],
  },
  {
    what: "wheels for a later Python only",
    wheels: [future],
    says: ["future", "3.11", lockFile],
  },
];

describe("wheels", () => {
  for (const { what, wheels, says } of cases) {
    test(what, async (t) => {
      const { url } = await serveIndex(t, wheels);
      const workspace = await workspaceWith(
        t,
        wheels.map(({ pin }) => pin),
      );
      const result = await tryCooper(["build"], { workspace, store, env: pipEnvironment(`${url}/simple`) });
      assertClear(result, { status: 1, says });
    });
  }

  test("a wheel that was tampered with", async (t) => {
    const content = () => Buffer.concat([good.content.subarray(1), Buffer.of(0)]);
    const { url } = await serveIndex(t, [good], { content });
    const workspace = await workspaceWith(t, [good.pin]);
    const result = await tryCooper(["build"], { workspace, store, env: pipEnvironment(`${url}/simple`) });
    assertClear(result, { status: 1, says: ["DIGEST_MISMATCH", good.filename] });
  });

  test("a lock without hashes", async (t) => {
    const workspace = await workspaceWith(t, ["good==1.0"]);
    const says = ["LOCK_WITHOUT_HASHES", `${lockFile}:1`, "--generate-hashes"];
    assertClear(await tryCooper(["build"], { workspace, store }), { status: 1, says });
  });

  test("a requirement that pins no version", async (t) => {
    const workspace = await workspaceWith(t, ["good>=1.0"]);
    assertClear(await tryCooper(["build"], { workspace, store }), { status: 1, says: [`${lockFile}:1`] });
  });
});

describe("an index", () => {
  const fresh = { pin: `fresh==1.0 --hash=sha256:${"0".repeat(64)}` };

  test("that nobody answers for", async (t) => {
    const workspace = await workspaceWith(t, [fresh.pin]);
    const env = pipEnvironment(withLogin(`${await deadAddress()}/simple`));
    for (const progress of ["plain", "json", "tty"]) {
      const result = await tryCooper(["build", `--progress=${progress}`], { workspace, store, env });
      assertClear(result, { status: 1, says: ["UNREACHABLE", "127.0.0.1"], hides: password });
    }
  });

  for (const status of [401, 403]) {
    test(`that answers ${status}`, async (t) => {
      const { url } = await serveIndex(t, [], { status });
      const workspace = await workspaceWith(t, [fresh.pin]);
      const env = pipEnvironment(withLogin(`${url}/simple`));
      for (const progress of ["plain", "json", "tty"]) {
        const result = await tryCooper(["build", `--progress=${progress}`], { workspace, store, env });
        assertClear(result, { status: 1, says: [String(status), "127.0.0.1"], hides: password });
      }
    });
  }

  test("that does not have the package", async (t) => {
    const { url } = await serveIndex(t, [good]);
    const workspace = await workspaceWith(t, [fresh.pin]);
    const result = await tryCooper(["build"], { workspace, store, env: pipEnvironment(`${url}/simple`) });
    assertClear(result, { status: 1, says: ["fresh", "127.0.0.1"] });
  });
});
