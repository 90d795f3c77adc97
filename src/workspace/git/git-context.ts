/** Which state of the sources is being built, and for what: all that tags are made from. */
export interface GitContext {
  /** Who said so: a CI service by its environment, or git itself. */
  readonly source: "github" | "gitlab" | "circleci" | "buildkite" | "git";
  /** The full id of the commit; absent before the first one. */
  readonly commit?: string | undefined;
  /** The branch that is built; absent for a tag or a pull request in CI, and where HEAD is detached. */
  readonly branch?: string | undefined;
  /** The tags that are built: one in CI, locally all that point at HEAD. */
  readonly tags: readonly string[];
  /** Number of the pull request (merge request) that is built. `unknown` where the CI service does not tell it. */
  readonly pullRequest?: number | "unknown" | undefined;
  /** Name of the main branch; where it is absent, `main` and `master` count. */
  readonly mainBranch?: string | undefined;
  /** Whether the work tree has changes that no commit has. Never in CI, where tools write files of their own. */
  readonly dirty: boolean;
  /** Web address of the repository, without credentials. */
  readonly url?: string | undefined;
}

/** What rules know of the image that is to be tagged. */
export interface TagTarget {
  readonly name: string;
  /** Folder of its `image.ts`, relative to the root of the workspace. */
  readonly folder: string;
}

/** Which tags an image gets: a plain function, so that a workspace can have its own. */
export type TagFunction = (context: GitContext, target: TagTarget) => readonly string[];
