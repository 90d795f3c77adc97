import { UsageError } from "../../core/error.ts";
import { type CiFacts, type CooperSource, quote, releaseTags } from "./ci-facts.ts";
import { pinnedActions } from "./pinned-actions.ts";

/**
 * A workflow for GitHub Actions: pull requests build what they can have changed and start it, once more in a merge queue;
 * the main branch and tags publish. Throws `CI_SOURCE_NOT_ON_GITHUB`.
 */
export function githubWorkflow(facts: CiFacts): string {
  return `# Written by \`cooper ci github\`. Run it again to update; what you change here is then lost.
name: container-publish

on:
  pull_request:
  merge_group:
  push:
    branches: [${quote(facts.mainBranch)}]
    tags: [${releaseTags.map(quote).join(", ")}]

permissions: {}

concurrency:
  group: container-publish-\${{ github.ref }}
  cancel-in-progress: \${{ github.event_name == 'pull_request' }}

defaults:
  run:
    # With pipefail, which GitHub's usual shell lacks.
    shell: bash
${folderOf(facts)}
jobs:
${testJob(facts)}
${publishJob(facts)}`;
}

function folderOf({ workspace }: CiFacts): string {
  return workspace === "" ? "" : `    working-directory: ${quote(workspace)}\n`;
}

function testJob(facts: CiFacts): string {
  return `  test:
    if: github.event_name != 'push'
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    permissions:
      contents: read
    steps:
${firstSteps(facts)}
      - name: Check the lock file
        run: cooper lock --check
      - name: Build what this pull request can have changed
        run: cooper build --affected --since "$BASE" --json --summary "$GITHUB_STEP_SUMMARY" > "$RUNNER_TEMP/built.json"
        env:
          BASE: \${{ github.event.merge_group.base_sha || format('origin/{0}', github.base_ref) }}
      - name: Start each service and wait until it is healthy
        run: |
          jq -r '.images[] | select(.ports != []) | .name' "$RUNNER_TEMP/built.json" | while read -r name; do
            cooper run "$name" --detach --name "test-$name" < /dev/null
            docker rm --force "test-$name"
          done
`;
}

function publishJob(facts: CiFacts): string {
  const packages = facts.registry === "ghcr.io" ? "\n      packages: write" : "";
  return `  publish:
    if: github.event_name == 'push'
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    permissions:
      contents: read${packages}
    steps:
${firstSteps(facts)}
      - name: Build
        run: cooper build --summary "$GITHUB_STEP_SUMMARY"
${loginStep(facts)}      - name: Publish
        run: cooper push --summary "$GITHUB_STEP_SUMMARY"${tokenOf(facts)}
`;
}

/** The whole history: images are dated by their last commit, and branches are compared. */
function firstSteps({ cooper, workspace }: CiFacts): string {
  return `      - uses: ${pinnedActions.checkout}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: ${actionOf(cooper)}
        with:
          workspace: ${quote(workspace || ".")}`;
}

/** GitHub's own registry takes the token of the run; others take a login that an owner of the repository stores. */
function loginStep({ registry }: CiFacts): string {
  if (registry === undefined || registry === "ghcr.io") return "";
  return `      - name: Log in
        run: printf '%s' "$REGISTRY_PASSWORD" | cooper login ${quote(registry)} --username "$REGISTRY_USERNAME" --password-stdin
        env:
          REGISTRY_USERNAME: \${{ secrets.REGISTRY_USERNAME }}
          REGISTRY_PASSWORD: \${{ secrets.REGISTRY_PASSWORD }}
`;
}

function tokenOf({ registry }: CiFacts): string {
  return registry === "ghcr.io" ? `\n        env:\n          GITHUB_TOKEN: \${{ github.token }}` : "";
}

function actionOf(cooper: CooperSource): string {
  if (cooper.kind === "here") return "./";
  const name = /^https:\/\/github\.com\/([^/]+\/[^/]+)$/.exec(cooper.url)?.[1];
  if (name !== undefined) return `${name}@${cooper.commit}`;
  throw new UsageError("GitHub Actions can use only actions that are on github.com", {
    code: "CI_SOURCE_NOT_ON_GITHUB",
    where: cooper.url,
    hint: "Name a copy with --cooper https://github.com/owner/name@COMMIT.",
  });
}
