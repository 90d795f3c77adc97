import assert from "node:assert/strict";
import { test } from "node:test";
import { temporaryFolder } from "../store/testing/temporary-store.ts";
import { examine } from "./doctor.ts";

/** What the doctor finds in an empty folder on a machine where nothing is to be had. */
async function poorMachine(start: string) {
  const env = {
    HOME: start,
    PATH: start,
    COOPER_STORE: `${start}/store`,
    COOPER_PYTHON: `${start}/python`,
    COOPER_DEBIAN_MIRROR: "http://127.0.0.1:9/debian",
    COOPER_DEBIAN_SECURITY_MIRROR: "http://127.0.0.1:9/debian-security",
    DOCKER_HOST: `unix://${start}/docker.sock`,
  };
  return new Map((await examine({ start, env })).map((finding) => [finding.what, finding]));
}

test("what is missing is a finding with a remedy, never a failure", async (t) => {
  const findings = await poorMachine(await temporaryFolder(t));
  for (const what of ["Workspace", "Debian archive", "Python with pip", "docker"]) {
    assert.equal(findings.get(what)?.state, "absent", what);
    assert.ok(findings.get(what)?.hint, what);
  }
  assert.equal(findings.get("Node")?.state, "works");
  assert.equal(findings.get("Store")?.state, "works");
});

test("a store that cannot be written is broken", async () => {
  const findings = await examine({
    start: "/",
    env: { HOME: "/", PATH: "", COOPER_STORE: "/dev/null/store" },
  });
  const store = findings.find(({ what }) => what === "Store");
  assert.equal(store?.state, "broken");
  assert.match(store?.hint ?? "", /COOPER_STORE/);
});
