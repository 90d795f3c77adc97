import assert from "node:assert/strict";
import { test } from "node:test";
import { ownConfig } from "./own-config.ts";
import { image, plan } from "./plan.fixture.ts";

test("a target's own fields in the words of a config", async () => {
  const fields = [
    'entrypoint: ["/app/run"],',
    'args: ["--fast"],',
    'env: { A: "1" },',
    'user: "1:2",',
    'workdir: "/data",',
    "ports: [80],",
    "healthcheck: { tcp: 80 },",
  ];
  const { targets } = await plan(
    { "a/image.ts": image("a", ...fields) },
    '{ defaults: { labels: { l: "m" } } }',
  );
  assert(targets[0]);
  assert.partialDeepStrictEqual(ownConfig(targets[0]), {
    entrypoint: ["/app/run"],
    cmd: ["--fast"],
    env: { A: "1" },
    labels: { l: "m" },
    user: "1:2",
    workdir: "/data",
    ports: [80],
    healthcheck: { test: ["CMD", "/.cooper/probe", "tcp", "80"] },
  });
});
