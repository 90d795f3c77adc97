import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, loginRemedy, type RegistryKind } from "./registry-kind.ts";

const kinds: readonly [string, RegistryKind, RegExp][] = [
  ["ghcr.io", "ghcr", /GITHUB_TOKEN/],
  ["docker.io", "docker-hub", /cooper login docker\.io/],
  ["1234.dkr.ecr.eu-west-1.amazonaws.com", "ecr", /aws ecr get-login-password/],
  ["public.ecr.aws", "ecr", /aws ecr/],
  ["europe-west1-docker.pkg.dev", "google", /gcloud auth configure-docker/],
  ["eu.gcr.io", "google", /gcloud/],
  ["team.azurecr.io", "azure", /az acr login --name team/],
  ["quay.io", "other", /cooper login quay\.io/],
  ["ghcr.io.evil.example", "other", /cooper login/],
];

for (const [registry, kind, remedy] of kinds) {
  test(`${registry} is of the kind ${kind}`, () => {
    assert.equal(kindOf(registry), kind);
    assert.match(loginRemedy(registry), remedy);
  });
}
