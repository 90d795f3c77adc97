import assert from "node:assert/strict";
import { readFile, rm, symlink } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { test } from "node:test";
import { gitIn } from "../git/git.fixture.ts";
import { loadWorkspace } from "../load-workspace.ts";
import { makeFolder, scope } from "../workspace.fixture.ts";
import { planInit } from "./plan-init.ts";
import { writeProposed } from "./write-proposed.ts";

type Files = Readonly<Record<string, string>>;

/** What is proposed for a repository of these files: fields by folder, read back by loading the workspace. */
async function propose(files: Files) {
  const root = await makeFolder(files);
  const plan = planInit(root);
  await writeProposed(plan.files);
  const { targets } = await loadWorkspace(root, scope);
  const fields = Object.fromEntries(
    targets.map(({ label, definition }) => [label.folder, definition.fields]),
  );
  return { root, fields, remarks: plan.remarks, paths: plan.files.map(({ path }) => relative(root, path)) };
}

const locked = "fastapi==1 --hash=sha256:00\nuvicorn==1 --hash=sha256:00\n";
const fastapi = 'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/healthz")\ndef well(): ...\n';

interface Case {
  readonly name: string;
  readonly files: Files;
  readonly fields: Readonly<Record<string, unknown>>;
}

const cases: readonly Case[] = [
  {
    name: "FastAPI without a Dockerfile",
    files: { "s/main.py": fastapi, "s/requirements.txt": locked },
    fields: {
      name: "s",
      module: "uvicorn",
      args: ["main:app", "--host", "0.0.0.0", "--port", "8000"],
      deps: "requirements.txt",
      ports: [8000],
      healthcheck: { http: "/healthz", port: 8000 },
    },
  },
  {
    name: "what the Dockerfile says",
    files: {
      "s/app/main.py": fastapi,
      "s/requirements.txt": locked,
      "s/Dockerfile":
        'FROM python:3.11-slim\nEXPOSE 9000/tcp\nCMD ["uvicorn", "app.main:app", \\\n  "--host", "0.0.0.0", "--port", "9001"]\n',
    },
    fields: {
      name: "s",
      module: "uvicorn",
      args: ["app.main:app", "--host", "0.0.0.0", "--port", "9001"],
      deps: "requirements.txt",
      ports: [9001],
      healthcheck: { http: "/healthz", port: 9001 },
    },
  },
  {
    name: "a file that serves by itself",
    files: { "s/main.py": "import http.server\nhttp.server.HTTPServer(('', 8000)).serve_forever()\n" },
    fields: { name: "s", main: "main.py", ports: [8000], healthcheck: { tcp: 8000 } },
  },
  {
    name: "ENTRYPOINT and CMD together, without a shell",
    files: {
      "s/main.py": "",
      "s/Dockerfile": "FROM python\nEXPOSE 70\nENTRYPOINT python\nCMD ./main.py --fast\n",
    },
    fields: { name: "s", main: "main.py", args: ["--fast"], ports: [70], healthcheck: { tcp: 70 } },
  },
  {
    name: "Flask with gunicorn, and the port of docker-compose",
    files: {
      "s/app.py": "from flask import Flask\napp = Flask(__name__)\n",
      "s/requirements_lock.txt": "flask==1 --hash=sha256:00\ngunicorn==1 --hash=sha256:00\n",
      "docker-compose.yml":
        'services:\n  other:\n    image: x\n    ports:\n      - "1:1111"\n  web:\n    build:\n      context: ./s\n    ports:\n      - "127.0.0.1:80:7070"\n',
    },
    fields: {
      name: "s",
      module: "gunicorn",
      args: ["--bind", "0.0.0.0:7070", "app:app"],
      deps: "requirements_lock.txt",
      ports: [7070],
      healthcheck: { tcp: 7070 },
    },
  },
  {
    name: "Django",
    files: {
      "s/manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
      "s/pyproject.toml": '[project]\nrequires-python = ">=3.12"\ndependencies = ["django"]\n',
      "s/uv.lock": "",
    },
    fields: {
      name: "s",
      main: "manage.py",
      args: ["runserver", "--noreload", "0.0.0.0:8000"],
      deps: "uv.lock",
      base: "distroless_python313_nonroot",
      ports: [8000],
      healthcheck: { tcp: 8000 },
    },
  },
  {
    name: "Poetry with a package below src, which nobody must install",
    files: {
      "s/pyproject.toml":
        '[tool.poetry.dependencies]\npython = "^3.12"\nfastapi = "*"\n[tool.poetry.scripts]\nserve = "shop.main:run"\n',
      "s/poetry.lock": "",
      "s/src/shop/__init__.py": "",
      "s/src/shop/main.py": `${fastapi}def run():\n  uvicorn.run(app, host="0.0.0.0", port=8080)\n`,
    },
    fields: {
      name: "s",
      module: "uvicorn",
      args: ["shop.main:app", "--host", "0.0.0.0", "--port", "8080"],
      deps: "requirements_lock.txt",
      libs: ["//s/src"],
      srcs: ["!src"],
      base: "distroless_python313_nonroot",
      ports: [8080],
      healthcheck: { http: "/healthz", port: 8080 },
    },
  },
  {
    name: "a script of setup.cfg",
    files: {
      "s/setup.cfg":
        "[options]\ninstall_requires = aiohttp\n[options.entry_points]\nconsole_scripts =\n  shop = shop.web:main\n",
      "s/shop/web.py": "def main(): web.run_app(app, port=8081)\n",
    },
    fields: {
      name: "s",
      entrypoint: ["python", "-c", "import sys; from shop.web import main; sys.exit(main())"],
      deps: "requirements_lock.txt",
      ports: [8081],
      healthcheck: { tcp: 8081 },
    },
  },
  {
    name: "a worker that listens nowhere, started by a shell",
    files: {
      "s/Dockerfile": 'FROM python:3.13-slim\nCMD ["sh", "-c", "exec celery -A tasks worker"]\n',
      "s/requirements.txt": "celery==5 --hash=sha256:00\n",
    },
    fields: {
      name: "s",
      entrypoint: ["celery"],
      args: ["-A", "tasks", "worker"],
      deps: "requirements.txt",
      base: "distroless_python313_nonroot",
    },
  },
  {
    name: "a server that is told its port in its source, and a path below WORKDIR",
    files: {
      "s/Dockerfile": "FROM python:3.11\nWORKDIR /srv\nCMD uv run --no-sync python -u /srv/serve.py\n",
      "s/serve.py": "",
      "s/main.py": "import tornado\nApplication([]).listen(8888)\n",
    },
    fields: { name: "s", main: "serve.py", ports: [8888], healthcheck: { tcp: 8888 } },
  },
  {
    name: "a member of a workspace of uv",
    files: {
      "s/main.py": fastapi,
      "s/pyproject.toml": '[project]\ndependencies = ["fastapi"]\n',
      "uv.lock": "",
    },
    fields: {
      name: "s",
      module: "uvicorn",
      args: ["main:app", "--host", "0.0.0.0", "--port", "8000"],
      deps: "//uv.lock",
      ports: [8000],
      healthcheck: { http: "/healthz", port: 8000 },
    },
  },
];

for (const { name, files, fields } of cases) {
  test(name, async () => assert.deepEqual((await propose(files)).fields, { s: fields }));
}

test("libraries, tests, scripts and what git ignores are no services", async () => {
  const { paths, remarks } = await propose({
    ".gitignore": "old/\n",
    "libs/text/pyproject.toml": "[project]\n",
    "libs/text/text.py": "",
    "tests/main.py": fastapi,
    "old/main.py": fastapi,
    "tool/main.py": "print(1)\n",
    "web/Dockerfile": "FROM node\nCMD node main.js\n",
  });
  assert.deepEqual(paths, ["cooper.config.ts"]);
  assert.match(remarks.join("\n"), /No Python service was found/);
});

test("nothing that exists is overwritten", async () => {
  const mine =
    'import { service } from "cooper";\nexport default service({ name: "mine", main: "main.py" });\n';
  const config = "export default {};\n";
  const { root, paths, remarks } = await propose({
    "cooper.config.ts": config,
    "a/main.py": fastapi,
    "a/image.ts": mine,
    "b/main.py": fastapi,
  });
  assert.deepEqual(paths, ["b/image.ts"]);
  assert.equal(await readFile(join(root, "a/image.ts"), "utf8"), mine);
  assert.equal(await readFile(join(root, "cooper.config.ts"), "utf8"), config);
  assert.match(remarks.join("\n"), /a has an image.ts already/);
  await assert.rejects(writeProposed([{ path: join(root, "a/image.ts"), content: "" }]), { code: "EEXIST" });
});

test("says what remains to be done", async () => {
  const { fields, remarks } = await propose({
    "a/main.py": `${fastapi}import uvicorn\nuvicorn.run(app, host="127.0.0.1")\n`,
    "a/requirements.txt": "fastapi\n",
    "b/main.py": fastapi,
    "b/pyproject.toml": '[project]\ndependencies = ["fastapi"]\n',
  });
  assert.equal(fields.a?.deps, "requirements_lock.txt");
  assert.equal(fields.b?.deps, "uv.lock");
  const said = remarks.join("\n");
  assert.match(said, /cd a && uv pip compile .*requirements.txt -o requirements_lock.txt/);
  assert.match(said, /cd b && uv lock/);
  assert.doesNotMatch(said, /b: main.py listens/);
  assert.match(said, /a: main.py listens on this machine only/);
});

test("folders of one name get different images, and the root is named after its folder", async () => {
  const { fields } = await propose({ "team-a/API/main.py": fastapi, "team-b/API/main.py": fastapi });
  assert.equal(fields["team-a/API"]?.name, "team-a-api");
  assert.equal(fields["team-b/API"]?.name, "team-b-api");
  const alone = await propose({ "main.py": fastapi });
  assert.equal(alone.fields[""]?.name, basename(alone.root).toLowerCase());
});

test("names are of letters that registries take, and no two are alike", async () => {
  const places = ["x/b/äpi", "y/b/api", "中文", "日本", "a__b"];
  const { fields } = await propose(Object.fromEntries(places.map((place) => [`${place}/main.py`, fastapi])));
  const names = places.map((place) => fields[place]?.name);
  assert.deepEqual(names, ["x-b-api", "y-b-api", "service", "service-2", "a-b"]);
});

test("a service at the root has its packages, and services beside it are others", async () => {
  const { paths } = await propose({
    "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n',
    "requirements.txt": "django\n",
    "site/__init__.py": "",
    "site/asgi.py": "import django\n",
    "jobs/main.py": fastapi,
  });
  assert.deepEqual(paths, ["cooper.config.ts", "image.ts", "jobs/image.ts"]);
});

test("commands to run stand fit for a shell", async () => {
  const { remarks } = await propose({
    "Dave's API/main.py": fastapi,
    "Dave's API/Pipfile.lock": "",
    "main.py": fastapi,
    "requirements.txt": "fastapi\n",
  });
  const said = remarks.join("\n");
  assert.match(said, /Run: cd 'Dave'\\''s API' && pipenv requirements --hash > requirements_lock.txt/);
  assert.match(said, /^\.: requirements.txt has no hashes\. Run: uv pip compile/m);
});

test("a link that leads nowhere and a folder called Dockerfile are no obstacle", async () => {
  const { root } = await propose({ "s/Dockerfile/x": "", "s/main.py": fastapi });
  await symlink("nowhere", join(root, "s", "requirements.txt"));
  await rm(join(root, "s", "image.ts"));
  assert.equal(planInit(root).files.length, 1);
});

test("the registry is guessed from the remote on GitHub", async () => {
  const root = await makeFolder();
  const git = gitIn(root);
  git.run(["init", "--quiet"]);
  git.run(["remote", "add", "origin", "git@github.com:albeorla/repo.git"]);
  const [config] = planInit(root).files;
  assert.match(config?.content ?? "", /registry: ghcr\("albeorla"\)/);
});
