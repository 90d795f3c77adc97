import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommonFields } from "../workspace/definition.ts";
import { healthConfig, needsProbe } from "./healthcheck.ts";
import { probeLayer } from "./probe-layer.ts";

const define = (fields: Omit<CommonFields, "name">) => ({
  kind: "python",
  fields: { name: "a", ...fields },
  at: { file: "image.ts", line: 1 },
});

test("an http check asks the probe", () => {
  const definition = define({
    healthcheck: { http: "/health", port: 8080, timeout: "500ms", startPeriod: "1m30s" },
  });
  assert.deepEqual(healthConfig(definition), {
    test: ["CMD", "/.cooper/probe", "http", "8080", "/health"],
    interval: 10e9,
    timeout: 500e6,
    startPeriod: 90e9,
    retries: undefined,
  });
  assert.equal(needsProbe(definition), true);
});

test("the port defaults to the only one", () => {
  const check = healthConfig(define({ ports: [9000], healthcheck: { http: "/" } }));
  assert.deepEqual(check?.test, ["CMD", "/.cooper/probe", "http", "9000", "/"]);
});

test("a tcp check asks the probe, a command runs by itself", () => {
  const tcp = define({ healthcheck: { tcp: 5432, interval: "2s", retries: 5 } });
  assert.partialDeepStrictEqual(healthConfig(tcp), {
    test: ["CMD", "/.cooper/probe", "tcp", "5432"],
    interval: 2e9,
    retries: 5,
  });
  const command = define({ healthcheck: { command: ["/app/check", "--fast"] } });
  assert.deepEqual(healthConfig(command)?.test, ["CMD", "/app/check", "--fast"]);
  assert.deepEqual([needsProbe(tcp), needsProbe(command), needsProbe(define({}))], [true, false, false]);
  assert.equal(healthConfig(define({})), undefined);
});

for (const architecture of ["amd64", "arm64"]) {
  test(`the probe's layer for ${architecture} is one executable file`, async () => {
    const layer = probeLayer({ os: "linux", architecture });
    const [entry, ...more] = await layer.entries();
    assert.partialDeepStrictEqual(entry, { path: ".cooper/probe", type: "file", mode: 0o755, mtime: 0 });
    assert.equal(more.length, 0);
    assert.equal(probeLayer({ os: "linux", architecture }).key, layer.key);
  });
}

test("each processor has its own probe, and an unknown one has none", () => {
  const key = (architecture: string) => probeLayer({ os: "linux", architecture }).key;
  assert.notEqual(key("amd64"), key("arm64"));
  assert.throws(() => key("riscv64"), { code: "NO_PROBE", message: /linux\/riscv64/, hint: /command/ });
});
