import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { certificatesFor } from "./certificates.ts";

test("certificates of Docker and of podman are trusted for their registry", async (t) => {
  const home = await mkdtemp(join(tmpdir(), "cooper-"));
  t.after(() => rm(home, { recursive: true }));
  const files = [
    [".docker/certs.d/r.example:5000/ca.crt", "DOCKER"],
    [".config/containers/certs.d/r.example:5000/ca.crt", "PODMAN"],
  ] as const;
  for (const [name, text] of files) {
    await mkdir(join(home, name, ".."), { recursive: true });
    await writeFile(join(home, name), text);
  }
  const env = { HOME: home };
  assert.equal(await certificatesFor("r.example:5000", env), "DOCKER\nPODMAN");
  assert.equal(await certificatesFor("other.example", env), undefined);
});
