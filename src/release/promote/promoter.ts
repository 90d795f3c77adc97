import { userInfo } from "node:os";

/** Names of the person behind a run, as CI services give them; a login on one's own machine. */
const variables = ["GITHUB_ACTOR", "GITLAB_USER_LOGIN", "CIRCLE_USERNAME", "BUILDKITE_BUILD_CREATOR", "USER"];

/** Who promotes, for the record. */
export function promoter(env: NodeJS.ProcessEnv): string {
  const found = variables.map((name) => env[name]).find((value) => value);
  return found ?? loginName();
}

/** A container may run as a number that no account has. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return "unknown";
  }
}
