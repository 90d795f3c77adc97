import { userInfo } from "node:os";

/** The user's home: `HOME`, else what the system knows of the user, else the root, where nobody finds or writes much. */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  return env.HOME || homeOfUser();
}

function homeOfUser(): string {
  try {
    return userInfo().homedir;
  } catch {
    // Containers run as users of whom the system knows the number only.
    return "/";
  }
}
