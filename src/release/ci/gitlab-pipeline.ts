import { type CiFacts, type CooperSource, quote } from "./ci-facts.ts";

/** Jobs for GitLab CI, to be included: merge requests build what they can have changed, the main branch and tags publish. */
export function gitlabPipeline(facts: CiFacts): string {
  return [common(facts), testJob, publishJob(facts)].join("\n");
}

/** Where the jobs are written, relative to the root of the repository. */
export const gitlabFile = ".gitlab/container-publish.gitlab-ci.yml";

function common(facts: CiFacts): string {
  return `# Written by \`cooper ci gitlab\`. Run it again to update; what you change here is then lost.
# In .gitlab-ci.yml:
#   include:
#     - local: ${gitlabFile}

.cooper:
  image: node:24-bookworm
  interruptible: true
  timeout: 1h
  variables:
    # The whole history: images are dated by their last commit, and branches are compared.
    GIT_DEPTH: "0"
    COOPER_STORE: $CI_PROJECT_DIR/.cooper-store
  cache:
    key: cooper-store
    paths: [.cooper-store]
  before_script:
${setup(facts)}
  after_script:
    - cd "$CI_PROJECT_DIR" && ${pathOf(facts.cooper)}/cooper cache gc --max-size 4GB
`;
}

const testJob = `container-test:
  extends: .cooper
  stage: test
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  script:
    - cooper lock --check
    - git fetch origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    - cooper build --affected --since FETCH_HEAD --summary "$CI_PROJECT_DIR/images.md"
  artifacts:
    paths: [images.md]
    expire_in: 1 week
`;

function publishJob(facts: CiFacts): string {
  return `container-publish:
  extends: .cooper
  stage: deploy
  interruptible: false
  rules:
    - if: $CI_COMMIT_TAG
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - cooper build --summary "$CI_PROJECT_DIR/images.md"
${login(facts)}    - cooper push --image-refs "$CI_PROJECT_DIR/images.txt" --summary "$CI_PROJECT_DIR/images.md"
  artifacts:
    paths: [images.md, images.txt]
`;
}

function setup({ cooper, workspace }: CiFacts): string {
  const path = `    - export PATH="${pathOf(cooper)}:$PATH"`;
  const lines = [...(cooper.kind === "here" ? [] : fetched(cooper)), path, "    - cooper --version"];
  return [...lines, ...(workspace === "" ? [] : [`    - cd ${quote(workspace)}`])].join("\n");
}

/** By commit, not by branch: what runs is what was looked at. */
function fetched({ url, commit }: Extract<CooperSource, { kind: "repository" }>): string[] {
  return [
    "    - git init --quiet /opt/cooper",
    `    - git -C /opt/cooper fetch --quiet --depth 1 ${quote(url)} ${commit}`,
    "    - git -C /opt/cooper checkout --quiet FETCH_HEAD",
  ];
}

function pathOf(cooper: CooperSource): string {
  return cooper.kind === "here" ? "$CI_PROJECT_DIR" : "/opt/cooper";
}

/** GitLab's own registry takes the login of the job; others take one that an owner of the project stores. */
function login({ registry }: CiFacts): string {
  if (registry === undefined) return "";
  const command = (host: string, user: string, password: string) =>
    `    - printf '%s' "$${password}" | cooper login ${host} --username "$${user}" --password-stdin\n`;
  return registry.startsWith("registry.gitlab.")
    ? command('"$CI_REGISTRY"', "CI_REGISTRY_USER", "CI_REGISTRY_PASSWORD")
    : command(quote(registry), "REGISTRY_USERNAME", "REGISTRY_PASSWORD");
}
