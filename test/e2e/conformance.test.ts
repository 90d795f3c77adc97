import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { tryRun } from "../../src/core/process.ts";
import { serveStore } from "../../src/registry/server/serve.ts";
import { openStore } from "../../src/store/open-store.ts";
import { goTool } from "./support/go-tools.ts";
import { temporaryFolder } from "./support/workspace.ts";

/** The sources of the suite may be named where the module proxy does not have them. */
const suite = await goTool(
  "github.com/opencontainers/distribution-spec/conformance",
  "v0.0.0-20260716174315-967efdc079b9",
  process.env.COOPER_CONFORMANCE_SOURCE,
);
const folder = await temporaryFolder({ after });

/** Everything that the suite can test, also what is to become part of the next specification. */
const everything = { OCI_VERSION: "dev", OCI_TLS: "disabled" };

/**
 * Manifests whose parts were never pushed: the specification lets a registry refuse them, and this one does. The suite
 * leaves them out unless told otherwise.
 */
const disabled = ["  Sparse Manifests: Disabled"];

test("the conformance suite of OCI passes in full", { skip: suite.lack }, async (t) => {
  const served = await serveStore(await openStore(join(folder, "store")));
  t.after(() => served.close());
  const results = join(folder, "results");
  const env = { ...process.env, ...everything, OCI_REGISTRY: served.host, OCI_RESULTS_DIR: results };
  const { status, stdout, stderr } = await tryRun(suite.program, [], { env, cwd: folder });
  assert.equal(status, 0, stdout + stderr);
  const junit = await readFile(join(results, "junit.xml"), "utf8");
  const [, tests] = /tests="(\d+)"/.exec(junit) ?? [];
  assert.ok(Number(tests) > 900, `${tests} tests ran`);
  assert.doesNotMatch(junit, /<(skipped|failure|error)\b/);
  const said = await readFile(join(results, "results.yaml"), "utf8");
  assert.deepEqual(said.match(/^ {2}[A-Z].*: (?!Pass$).*$/gm), disabled);
});
