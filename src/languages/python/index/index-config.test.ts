import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { readIndexConfig } from "./index-config.ts";

/** Reads the configuration of a machine that has these files and variables; `~` in both is its folder. */
async function configOf(t: TestContext, files: Record<string, string>, env: Record<string, string> = {}) {
  const root = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(root, { recursive: true }));
  const here = (text: string) => text.replaceAll("~", root);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), here(content));
  }
  const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)]));
  const machine = { HOME: root, ...variables };
  const config = await readIndexConfig({
    env: machine,
    root,
    lockFile: join(root, "service/lock.txt"),
    etc: join(root, "etc"),
  });
  const shown = (location: { url: string; origin: string } | undefined) =>
    location && `${location.url} ${location.origin}`.replaceAll(root, "~");
  return {
    index: shown(config.index),
    extra: config.extraIndexes.map(shown),
    links: config.findLinks.map(shown),
    noIndex: config.noIndex,
    ca: config.ca,
  };
}

const conf = (name: string) => `[global]\nindex-url = https://${name}.example/simple\n`;

test("the stronger place wins, setting by setting", async (t) => {
  const files = {
    "etc/xdg/pip/pip.conf": `${conf("machine")}extra-index-url =\n  https://x.example\n  https://y.example`,
    ".pip/pip.conf": conf("old"),
    ".config/pip/pip.conf": conf("user"),
    "venv/pip.conf": conf("venv"),
    "chosen.conf": conf("chosen"),
    "pyproject.toml": '[tool.uv]\nindex-url = "https://project.example/simple"',
  };
  const steps: [string, Record<string, string>][] = [
    ["https://user.example/simple ~/.config/pip/pip.conf", {}],
    ["https://venv.example/simple ~/venv/pip.conf", { VIRTUAL_ENV: "~/venv" }],
    [
      "https://chosen.example/simple ~/chosen.conf",
      { VIRTUAL_ENV: "~/venv", PIP_CONFIG_FILE: "~/chosen.conf" },
    ],
    ["https://project.example/simple ~/pyproject.toml", { PIP_CONFIG_FILE: "/dev/null" }],
    ["https://uv.example UV_INDEX_URL", { UV_INDEX_URL: "https://uv.example" }],
    [
      "https://d.example UV_DEFAULT_INDEX",
      { UV_INDEX_URL: "https://uv.example", UV_DEFAULT_INDEX: "n=https://d.example" },
    ],
    [
      "https://pip.example PIP_INDEX_URL",
      { UV_INDEX_URL: "https://uv.example", PIP_INDEX_URL: "https://pip.example" },
    ],
  ];
  for (const [expected, env] of steps) {
    const { index, extra } = await configOf(t, files, env);
    assert.equal(index, expected);
    if (env.PIP_CONFIG_FILE !== "/dev/null") {
      assert.deepEqual(extra, [
        "https://x.example ~/etc/xdg/pip/pip.conf",
        "https://y.example ~/etc/xdg/pip/pip.conf",
      ]);
    }
  }
});

test("sections for one command are stronger than [global]", async (t) => {
  const { index } = await configOf(t, {
    ".pip/pip.conf": `[install]\nindex-url = https://i.example\n${conf("g")}`,
  });
  assert.equal(index, "https://i.example ~/.pip/pip.conf");
});

test("lists of places, and no index at all", async (t) => {
  const { links, noIndex, index } = await configOf(
    t,
    { "ca.pem": "PEM" },
    { PIP_FIND_LINKS: "wheels file:///srv/w https://links.example/p", PIP_NO_INDEX: "1" },
  );
  assert.deepEqual(links, [
    "~/wheels PIP_FIND_LINKS",
    "/srv/w PIP_FIND_LINKS",
    "https://links.example/p PIP_FIND_LINKS",
  ]);
  assert.equal(noIndex, true);
  assert.equal(index, undefined);
});

test("indexes of uv, with names, defaults and logins from variables", async (t) => {
  const toml = `
[[index]]
name = "corp"
url = "https://corp.example/simple"
default = true
[[index]]
name = "torch-cpu"
url = "https://torch.example/simple"
explicit = true
[[index]]
url = "https://more.example/simple"
`;
  const { index, extra } = await configOf(
    t,
    { "service/uv.toml": toml },
    { UV_INDEX_CORP_USERNAME: "me", UV_INDEX_CORP_PASSWORD: "a/b", PIP_CONFIG_FILE: "/dev/null" },
  );
  assert.equal(index, "https://me:a%2Fb@corp.example/simple ~/service/uv.toml");
  assert.deepEqual(extra, ["https://more.example/simple ~/service/uv.toml"]);
  await assert.rejects(configOf(t, { "uv.toml": "index = 3" }), { code: "BAD_SETTINGS" });
});

test("certificates of pip, unless Node has them already", async (t) => {
  const files = { "ca.pem": "PEM", "other.pem": "OTHER" };
  assert.equal((await configOf(t, files, { PIP_CERT: "~/ca.pem" })).ca, "PEM");
  const env = { PIP_CERT: "~/ca.pem", SSL_CERT_FILE: "~/other.pem" };
  assert.equal((await configOf(t, files, env)).ca, "PEM");
  assert.equal((await configOf(t, files, { ...env, NODE_EXTRA_CA_CERTS: "~/ca.pem" })).ca, undefined);
});
