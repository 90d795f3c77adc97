import assert from "node:assert/strict";
import { test } from "node:test";
import type { ImageConfig, RunConfig } from "../oci/image-config.ts";
import { mergeSettings, runConfigOf, settingsOf } from "./settings.ts";

const imageConfig = (config: RunConfig): ImageConfig => ({
  architecture: "amd64",
  os: "linux",
  config,
  rootfs: { type: "layers", diff_ids: [] },
});

test("what is absent stays, what is there replaces, env and labels merge by name in order", () => {
  const merged = mergeSettings(
    { user: "0", workdir: "/", ports: [80], env: { PATH: "/bin", LANG: "C" }, labels: { a: "1" } },
    { user: "65532", env: { APP: "x", PATH: "/venv/bin:/bin" } },
    { ports: [8000], labels: { b: "2" }, workdir: undefined },
  );
  assert.equal(merged.user, "65532");
  assert.equal(merged.workdir, "/");
  assert.deepEqual(merged.ports, [8000]);
  assert.deepEqual(merged.labels, { a: "1", b: "2" });
  assert.deepEqual(runConfigOf(merged).Env, ["PATH=/venv/bin:/bin", "LANG=C", "APP=x"]);
});

test("a new entrypoint does not inherit the arguments of the old one", () => {
  const base = { entrypoint: ["python3"], cmd: ["-i"] };
  assert.equal(mergeSettings(base, { entrypoint: ["/app"] }).cmd, undefined);
  assert.deepEqual(mergeSettings(base, { entrypoint: ["/app"], cmd: ["serve"] }).cmd, ["serve"]);
  assert.deepEqual(mergeSettings(base, { user: "1" }).cmd, ["-i"]);
  assert.deepEqual(mergeSettings(base, { cmd: [] }).cmd, []);
});

test("a config read from an image writes the same config", () => {
  const config = {
    User: "nonroot",
    ExposedPorts: { "53/udp": {}, "8000/tcp": {} },
    Env: ["PATH=/bin", "EQUALS=a=b", "EMPTY="],
    Entrypoint: ["/app"],
    Cmd: ["serve"],
    Healthcheck: { Test: ["CMD", "/probe"], Interval: 1e9, Timeout: 2e9, StartPeriod: 3e9, Retries: 4 },
    Volumes: { "/data": {} },
    WorkingDir: "/app",
    Labels: { a: "b" },
    StopSignal: "SIGINT",
  };
  assert.deepEqual(runConfigOf(settingsOf(imageConfig(config))), config);
});

test("no settings are no fields", () => {
  assert.deepEqual(runConfigOf({}), {});
  assert.deepEqual(settingsOf(imageConfig({})), {});
  assert.deepEqual(settingsOf(imageConfig({ User: "", WorkingDir: "", Healthcheck: {} })), {});
});
