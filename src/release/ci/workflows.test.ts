import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { run, tryRun } from "../../core/process.ts";
import { type CiFacts, releaseTags } from "./ci-facts.ts";
import { githubWorkflow } from "./github-workflow.ts";
import { gitlabPipeline } from "./gitlab-pipeline.ts";

const elsewhere = {
  kind: "repository",
  url: "https://github.com/owner/cooper",
  commit: "0123456789abcdef0123456789abcdef01234567",
} as const;

const situations: readonly [name: string, CiFacts][] = [
  ["ghcr.io", { cooper: elsewhere, mainBranch: "main", workspace: "", registry: "ghcr.io" }],
  [
    "another registry",
    { cooper: elsewhere, mainBranch: "trunk", workspace: "", registry: "registry.example:5000" },
  ],
  ["no registry", { cooper: elsewhere, mainBranch: "main", workspace: "" }],
  [
    "cooper's own repository",
    { cooper: { kind: "here" }, mainBranch: "main", workspace: "examples/monorepo" },
  ],
  [
    "GitLab's registry",
    { cooper: elsewhere, mainBranch: "main", workspace: "", registry: "registry.gitlab.example" },
  ],
];

const actionFile = join(import.meta.dirname, "..", "..", "..", "action.yml");

for (const [name, facts] of situations) {
  test(`every action of a workflow for ${name} is pinned by commit or part of the checkout`, () => {
    const uses = [...githubWorkflow(facts).matchAll(/uses: (\S+)/g)].map(([, action]) => action ?? "");
    assert.equal(uses.length, 4);
    for (const action of uses) assert.match(action, /^(\.\/|[\w-]+\/[\w-]+@[0-9a-f]{40})$/);
  });
}

test("a run may write packages only where it publishes to GitHub's registry", () => {
  const [[, ghcr], [, other]] = situations as [(typeof situations)[0], (typeof situations)[0]];
  const jobs = (facts: CiFacts) => githubWorkflow(facts).split("  publish:\n");
  assert.match(jobs(ghcr)[1] ?? "", /packages: write/);
  assert.doesNotMatch(jobs(ghcr)[0] ?? "", /write/);
  assert.match(jobs(ghcr)[0] ?? "", /^permissions: \{\}$/m);
  assert.doesNotMatch(githubWorkflow(other), /packages: write|github\.token/);
  assert.match(githubWorkflow(other), /secrets\.REGISTRY_PASSWORD/);
});

test("a merge queue gets its test, and every way to name a version its publication", () => {
  for (const [, facts] of situations) {
    const workflow = githubWorkflow(facts);
    assert.match(workflow, /^ {2}merge_group:$/m);
    assert.match(workflow, /merge_group\.base_sha \|\| format\('origin\/\{0\}', github\.base_ref\)/);
    assert.match(workflow, /^ {2}run:\n(.*\n)? {4}shell: bash$/m);
  }
  // GitHub's patterns: `*` stops at a slash, `**` does not.
  const patterns = releaseTags.map((tag) =>
    tag.replaceAll(/\*+/g, (stars) => (stars === "*" ? "[^/]*" : ".*")),
  );
  const tags = [
    "v1.4.2",
    "1.4.2",
    "todost/v1.4.2",
    "services/todost/1.4.2",
    "todost-v1.4.2",
    "@acme/todost@1.4.2",
  ];
  for (const tag of tags)
    assert.ok(
      patterns.some((pattern) => new RegExp(`^${pattern}$`).test(tag)),
      tag,
    );
});

test("a cooper that is not on GitHub cannot be an action", () => {
  const facts = {
    cooper: { ...elsewhere, url: "https://git.example/cooper" },
    mainBranch: "main",
    workspace: "",
  };
  assert.throws(() => githubWorkflow(facts), { code: "CI_SOURCE_NOT_ON_GITHUB" });
});

test("the action pins what it uses", async () => {
  const uses = [...(await readFile(actionFile, "utf8")).matchAll(/uses: (\S+)/g)];
  assert.equal(uses.length, 2);
  for (const [, action = ""] of uses) assert.match(action, /@[0-9a-f]{40}$/);
});

const { status: yaml } = await tryRun("python3", ["-c", "import yaml"]).catch(() => ({ status: 1 }));
const noYaml = yaml === 0 ? false : "python3 has no yaml here";

describe("a YAML parser", { skip: noYaml }, () => {
  const toJson = "import sys, yaml, json; print(json.dumps(yaml.safe_load(sys.stdin)))";
  const parse = async (input: string) => JSON.parse((await run("python3", ["-c", toJson], { input })).stdout);

  for (const [name, facts] of situations) {
    test(`reads the pipeline for ${name}: every line of a script is a string`, async () => {
      const pipeline = await parse(gitlabPipeline(facts));
      assert.deepEqual(Object.keys(pipeline), [".cooper", "container-test", "container-publish"]);
      const jobs = Object.values(pipeline) as { script?: unknown[]; before_script?: unknown[] }[];
      const lines = jobs.flatMap(({ script = [], before_script: first = [] }) => [...first, ...script]);
      assert.ok(lines.length > 4);
      for (const line of lines) assert.equal(typeof line, "string");
    });
  }

  test("reads the action", async () => {
    const action = await parse(await readFile(actionFile, "utf8"));
    assert.equal(action.runs.using, "composite");
    for (const { run: script, shell } of action.runs.steps) if (script) assert.equal(shell, "bash");
  });
});
