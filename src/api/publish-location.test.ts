import assert from "node:assert/strict";
import { test } from "node:test";
import { ghcr } from "../workspace/registry-location.ts";
import type { WorkspaceConfig } from "../workspace/workspace-config.ts";
import { type PublishPlace, publishLocation } from "./publish-location.ts";
import type { Session } from "./session.ts";

function locate(config: WorkspaceConfig, place: PublishPlace): string | undefined {
  const session = { workspace: { config } } as Pick<Session, "workspace">;
  return publishLocation(session, place)?.repository("todost");
}

const usual = { registry: ghcr("acme"), environments: { dev: ghcr("acme/dev") } };

test("images go where the workspace says", () => assert.equal(locate(usual, {}), "ghcr.io/acme/todost"));

test("--dev sends them to the development repository", () => {
  assert.equal(locate(usual, { dev: true }), "ghcr.io/acme/dev/todost");
  assert.throws(() => locate({ registry: ghcr("acme") }, { dev: true }), { code: "NO_DEV_REGISTRY" });
});

test("--registry has the last word", () => {
  const place = { dev: true, registry: "registry.example:5000/team" };
  assert.equal(locate(usual, place), "registry.example:5000/team/todost");
});

test("a workspace that names none has the registry of the store", () =>
  assert.equal(locate({}, {}), undefined));
