import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "./digest.ts";
import { parseImageConfig, writeImageConfig } from "./image-config.ts";

const rootfs = { type: "layers", diff_ids: [digestOf("layer")] } as const;
const parse = (value: unknown) => parseImageConfig(Buffer.from(JSON.stringify(value)), "app:1");

test("reads what Docker writes: nulls, its own fields, health checks", () => {
  const given = {
    architecture: "amd64",
    os: "linux",
    container: "1f2e",
    docker_version: "20.10.24",
    config: {
      Hostname: "",
      Env: ["PATH=/bin"],
      Cmd: null,
      Entrypoint: ["/app"],
      OnBuild: null,
      ExposedPorts: { "8000/tcp": {} },
      Healthcheck: { Test: ["CMD", "/probe"], Interval: 30_000_000_000, Retries: 3 },
      Labels: null,
    },
    rootfs,
    history: [{ created: "2026-01-01T00:00:00Z", created_by: "ADD", empty_layer: true }],
  };
  assert.deepEqual(parse(given), {
    architecture: "amd64",
    os: "linux",
    config: {
      ExposedPorts: { "8000/tcp": {} },
      Env: ["PATH=/bin"],
      Entrypoint: ["/app"],
      Healthcheck: { Test: ["CMD", "/probe"], Interval: 30_000_000_000, Retries: 3 },
    },
    rootfs,
    history: [{ created: "2026-01-01T00:00:00Z", created_by: "ADD", empty_layer: true }],
  });
});

test("an image without layers may say so with null", () => {
  const given = { architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: null } };
  assert.deepEqual(parse(given).rootfs.diff_ids, []);
});

test("names the field that is wrong", () => {
  const good = { architecture: "amd64", os: "linux", rootfs };
  const cases: [unknown, RegExp][] = [
    [{ os: "linux", rootfs }, /architecture must be text, not absent/],
    [{ ...good, rootfs: { type: "x", diff_ids: [] } }, /rootfs\.type must be "layers"/],
    [
      { ...good, rootfs: { type: "layers", diff_ids: ["abc"] } },
      /rootfs\.diff_ids\[0\] must be a sha256 digest/,
    ],
    [{ ...good, config: { Env: "A=b" } }, /config\.Env must be a list/],
    [{ ...good, config: { Healthcheck: { Interval: "30s" } } }, /config\.Healthcheck\.Interval must be/],
    [{ ...good, history: [{ empty_layer: 1 }] }, /history\[0\]\.empty_layer must be true or false/],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => parse(value), { code: "BAD_CONFIG", where: "app:1", message });
  }
});

test("our own configs have one form", () => {
  const written = writeImageConfig({
    rootfs,
    os: "linux",
    architecture: "arm64",
    config: { Labels: { b: "1", a: "2" }, User: "65532" },
    created: "1970-01-01T00:00:00Z",
  });
  assert.equal(
    written.toString(),
    '{"created":"1970-01-01T00:00:00Z","architecture":"arm64","os":"linux",' +
      '"config":{"User":"65532","Labels":{"a":"2","b":"1"}},' +
      `"rootfs":{"type":"layers","diff_ids":["${digestOf("layer")}"]}}`,
  );
});
