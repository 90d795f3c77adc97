import type { GitContext } from "../../workspace/git/git-context.ts";
import { ciContext } from "./ci/ci-context.ts";
import type { GithubEvent } from "./ci/github.ts";

/** A state of git, and the tags that an image gets in it. */
export interface Situation {
  readonly when: string;
  readonly context: GitContext;
  readonly tags: readonly string[];
}

const commit = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
/** The last tag of almost every situation. */
const sha = "sha-0a1b2c3";

function ci(env: NodeJS.ProcessEnv, event?: GithubEvent): GitContext {
  const context = ciContext(env, event);
  if (!context) throw new Error("no CI service is recognised");
  return context;
}

const hub = "https://github.com/owner/name";
const mainIs = (name: string): GithubEvent => ({ repository: { default_branch: name } });
const request = (number: number): GithubEvent => ({ pull_request: { number }, ...mainIs("main") });

/** GitHub Actions: a ref, and the event that started the run. */
function github(ref: string, name = "push", event: GithubEvent = mainIs("main")): GitContext {
  return ci({ GITHUB_ACTIONS: "true", GITHUB_REF: ref, GITHUB_EVENT_NAME: name, GITHUB_SHA: commit }, event);
}

function gitlab(env: NodeJS.ProcessEnv): GitContext {
  return ci({ GITLAB_CI: "true", CI_COMMIT_SHA: commit, CI_DEFAULT_BRANCH: "main", ...env });
}

function circle(env: NodeJS.ProcessEnv): GitContext {
  return ci({ CIRCLECI: "true", CIRCLE_SHA1: commit, ...env });
}

function buildkite(env: NodeJS.ProcessEnv): GitContext {
  const usual = { BUILDKITE_COMMIT: commit, BUILDKITE_PULL_REQUEST: "false" };
  return ci({ BUILDKITE: "true", BUILDKITE_PIPELINE_DEFAULT_BRANCH: "main", ...usual, ...env });
}

function local(state: Partial<GitContext>): GitContext {
  return { source: "git", commit, tags: [], dirty: false, ...state };
}

const heads = (name: string) => github(`refs/heads/${name}`);
const tagged = (name: string) => github(`refs/tags/${name}`);
const release = ["1.4.2", "1.4", "1", sha];

const rows: readonly [when: string, context: GitContext, tags: readonly string[]][] = [
  // GitHub Actions: branches
  ["GitHub: push to main", heads("main"), ["latest", sha]],
  ["GitHub: main without the event", github("refs/heads/main", "push", {}), ["latest", sha]],
  ["GitHub: master without the event", github("refs/heads/master", "push", {}), ["latest", sha]],
  ["GitHub: master beside main", heads("master"), ["master", sha]],
  ["GitHub: trunk is the main branch", github("refs/heads/trunk", "push", mainIs("trunk")), ["latest", sha]],
  ["GitHub: main where trunk is", github("refs/heads/main", "push", mainIs("trunk")), ["main", sha]],
  ["GitHub: the schedule on main", github("refs/heads/main", "schedule"), ["latest", sha]],
  ["GitHub: by hand on main", github("refs/heads/main", "workflow_dispatch"), ["latest", sha]],
  ["GitHub: by hand on a branch", github("refs/heads/try", "workflow_dispatch"), ["try", sha]],
  ["GitHub: a branch", heads("login"), ["login", sha]],
  ["GitHub: a branch with a folder", heads("feature/login"), ["feature-login", sha]],
  ["GitHub: capitals", heads("Feature/JIRA-12"), ["feature-jira-12", sha]],
  ["GitHub: dependabot", heads("dependabot/pip/requests-2.32.0"), ["dependabot-pip-requests-2.32.0", sha]],
  ["GitHub: a branch with plus and hash", heads("fix#7+more"), ["fix-7-more", sha]],
  ["GitHub: a branch like a version", heads("1.4"), ["branch-1.4", sha]],
  ["GitHub: a branch like a major version", heads("1"), ["branch-1", sha]],
  ["GitHub: a release branch", heads("release/1.4"), ["release-1.4", sha]],
  ["GitHub: a branch called latest", heads("latest"), ["branch-latest", sha]],
  ["GitHub: a branch called pr-7", heads("pr-7"), ["branch-pr-7", sha]],
  ["GitHub: a branch called like a commit", heads("sha-1234567"), ["branch-sha-1234567", sha]],
  ["GitHub: a branch that begins with a dot", heads(".hidden"), ["hidden", sha]],
  ["GitHub: a branch that ends in a dash", heads("wip-"), ["wip", sha]],
  ["GitHub: the merge queue", heads("gh-readonly-queue/main/pr-7-ab"), ["pr-7", sha]],
  ["GitHub: a branch that holds main", heads("not-main"), ["not-main", sha]],
  // GitHub Actions: pull requests
  ["GitHub: a pull request", github("refs/pull/123/merge", "pull_request"), ["pr-123", sha]],
  ["GitHub: its head", github("refs/pull/123/head", "pull_request"), ["pr-123", sha]],
  ["GitHub: a review", github("refs/pull/9/merge", "pull_request_review"), ["pr-9", sha]],
  [
    "GitHub: pull_request_target",
    github("refs/heads/main", "pull_request_target", request(7)),
    ["pr-7", sha],
  ],
  [
    "GitHub: the same, number on top",
    github("refs/heads/main", "pull_request_target", { number: 8 }),
    ["pr-8", sha],
  ],
  ["GitHub: the same without the event", github("refs/heads/main", "pull_request_target", {}), [sha]],
  [
    "GitHub: the same, a bad number",
    github("refs/heads/main", "pull_request_target", { number: "x" }),
    [sha],
  ],
  // GitHub Actions: tags
  ["GitHub: v1.4.2", tagged("v1.4.2"), release],
  ["GitHub: 1.4.2", tagged("1.4.2"), release],
  ["GitHub: a release published", github("refs/tags/v1.4.2", "release"), release],
  ["GitHub: v10.20.30", tagged("v10.20.30"), ["10.20.30", "10.20", "10", sha]],
  ["GitHub: v0.4.2 gives no 0", tagged("v0.4.2"), ["0.4.2", "0.4", sha]],
  ["GitHub: a release candidate", tagged("v1.5.0-rc.1"), ["1.5.0-rc.1", sha]],
  ["GitHub: an alpha", tagged("v2.0.0-alpha"), ["2.0.0-alpha", sha]],
  ["GitHub: a pre-release of numbers", tagged("v1.0.0-0.3.7"), ["1.0.0-0.3.7", sha]],
  ["GitHub: build metadata", tagged("v1.4.2+build.5"), ["1.4.2_build.5", "1.4", "1", sha]],
  ["GitHub: pre-release and metadata", tagged("v1.4.2-rc.1+5"), ["1.4.2-rc.1_5", sha]],
  ["GitHub: v1.4 is no version", tagged("v1.4"), ["v1.4", sha]],
  ["GitHub: 1.4 is no version either", tagged("1.4"), ["tag-1.4", sha]],
  ["GitHub: four numbers are none", tagged("1.4.2.1"), ["tag-1.4.2.1", sha]],
  ["GitHub: leading zeros are none", tagged("v01.4.2"), ["v01.4.2", sha]],
  ["GitHub: a date", tagged("2026-11-20"), ["tag-2026-11-20", sha]],
  ["GitHub: nightly", tagged("nightly"), ["nightly", sha]],
  ["GitHub: a tag called latest", tagged("latest"), ["tag-latest", sha]],
  ["GitHub: a tag called main", tagged("main"), ["main", sha]],
  // Monorepo tags
  ["todost/v1.4.2", tagged("todost/v1.4.2"), release],
  ["todost/1.4.2", tagged("todost/1.4.2"), release],
  ["todost@1.4.2", tagged("todost@1.4.2"), release],
  ["todost@v1.4.2", tagged("todost@v1.4.2"), release],
  ["todost-v1.4.2", tagged("todost-v1.4.2"), release],
  ["services/todost/v1.4.2", tagged("services/todost/v1.4.2"), release],
  ["@acme/todost@1.4.2", tagged("@acme/todost@1.4.2"), release],
  ["todost/v1.5.0-rc.1", tagged("todost/v1.5.0-rc.1"), ["1.5.0-rc.1", sha]],
  ["todost@0.1.0", tagged("todost@0.1.0"), ["0.1.0", "0.1", sha]],
  ["another service's tag", tagged("lucid-api/v1.4.2"), [sha]],
  ["another service's tag with @", tagged("lucid-api@1.4.2"), [sha]],
  ["a longer name", tagged("todost-worker/v1.4.2"), [sha]],
  ["a name that ends alike", tagged("my-todost/v1.4.2"), [sha]],
  ["release/v1.4.2 names no service", tagged("release/v1.4.2"), [sha]],
  // GitLab
  ["GitLab: main", gitlab({ CI_COMMIT_BRANCH: "main" }), ["latest", sha]],
  ["GitLab: master beside main", gitlab({ CI_COMMIT_BRANCH: "master" }), ["master", sha]],
  ["GitLab: a branch", gitlab({ CI_COMMIT_BRANCH: "feature/a" }), ["feature-a", sha]],
  ["GitLab: a tag", gitlab({ CI_COMMIT_TAG: "v1.4.2" }), release],
  ["GitLab: a pre-release", gitlab({ CI_COMMIT_TAG: "v1.4.2-beta.2" }), ["1.4.2-beta.2", sha]],
  ["GitLab: a merge request", gitlab({ CI_MERGE_REQUEST_IID: "45" }), ["pr-45", sha]],
  [
    "GitLab: a merge request of main",
    gitlab({ CI_MERGE_REQUEST_IID: "45", CI_COMMIT_BRANCH: "main" }),
    ["pr-45", sha],
  ],
  [
    "GitLab: a pull request on GitHub",
    gitlab({ CI_EXTERNAL_PULL_REQUEST_IID: "46", CI_COMMIT_BRANCH: "main" }),
    ["pr-46", sha],
  ],
  // CircleCI
  ["CircleCI: main", circle({ CIRCLE_BRANCH: "main" }), ["latest", sha]],
  ["CircleCI: a branch", circle({ CIRCLE_BRANCH: "feature/a" }), ["feature-a", sha]],
  ["CircleCI: a tag", circle({ CIRCLE_TAG: "v1.4.2" }), release],
  [
    "CircleCI: a pull request",
    circle({ CIRCLE_BRANCH: "a", CIRCLE_PULL_REQUEST: `${hub}/pull/12` }),
    ["pr-12", sha],
  ],
  ["CircleCI: of a fork", circle({ CIRCLE_BRANCH: "pull/13", CIRCLE_PR_NUMBER: "13" }), ["pr-13", sha]],
  ["CircleCI: of a fork, by its branch", circle({ CIRCLE_BRANCH: "pull/14" }), ["pr-14", sha]],
  [
    "CircleCI: GitHub's merge queue",
    circle({ CIRCLE_BRANCH: "gh-readonly-queue/release/1.4/pr-15-ab" }),
    ["pr-15", sha],
  ],
  // Buildkite
  ["Buildkite: main", buildkite({ BUILDKITE_BRANCH: "main" }), ["latest", sha]],
  ["Buildkite: a branch", buildkite({ BUILDKITE_BRANCH: "feature/a" }), ["feature-a", sha]],
  ["Buildkite: a tag", buildkite({ BUILDKITE_BRANCH: "v1.4.2", BUILDKITE_TAG: "v1.4.2" }), release],
  [
    "Buildkite: a pull request",
    buildkite({ BUILDKITE_BRANCH: "main", BUILDKITE_PULL_REQUEST: "3" }),
    ["pr-3", sha],
  ],
  [
    "Buildkite: GitHub's merge queue",
    buildkite({ BUILDKITE_BRANCH: "gh-readonly-queue/main/pr-4-ab" }),
    ["pr-4", sha],
  ],
  [
    "Buildkite: HEAD is no commit",
    buildkite({ BUILDKITE_BRANCH: "main", BUILDKITE_COMMIT: "HEAD" }),
    ["latest"],
  ],
  // A laptop
  ["here: main", local({ branch: "main" }), ["latest", sha]],
  ["here: main, known from origin", local({ branch: "dev", mainBranch: "dev" }), ["latest", sha]],
  ["here: a branch", local({ branch: "feature/a" }), ["feature-a", sha]],
  ["here: no branch", local({}), [sha]],
  ["here: no branch, a tag", local({ tags: ["v1.4.2"] }), release],
  ["here: main with a tag", local({ branch: "main", tags: ["v1.4.2"] }), ["latest", ...release]],
  ["here: main with a pre-release", local({ branch: "main", tags: ["v2.0.0-rc.1"] }), ["2.0.0-rc.1", sha]],
  ["here: main, pre-release of another", local({ branch: "main", tags: ["x@2.0.0-rc.1"] }), ["latest", sha]],
  [
    "here: a branch with a tag",
    local({ branch: "fix", tags: ["v1.4.2"] }),
    ["1.4.2", "1.4", "1", "fix", sha],
  ],
  ["here: two tags", local({ tags: ["stable", "v1.4.2"] }), ["1.4.2", "1.4", "1", "stable", sha]],
  ["here: two services' tags", local({ tags: ["lucid-api@3.0.0", "todost@1.4.2"] }), release],
  ["here: main with changes", local({ branch: "main", dirty: true }), [`${sha}-dirty`]],
  ["here: a branch with changes", local({ branch: "fix", dirty: true }), ["fix", `${sha}-dirty`]],
  ["here: a tag with changes", local({ tags: ["v1.4.2"], dirty: true }), [`${sha}-dirty`]],
  ["here: before the first commit", local({ branch: "main", commit: undefined, dirty: true }), []],
];

/** What follows from what: at least eighty states of git for the service `todost` in `services/todost`. */
export const situations: readonly Situation[] = rows.map(([when, context, tags]) => ({
  when,
  context,
  tags,
}));
