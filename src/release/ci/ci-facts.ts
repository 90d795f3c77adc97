/** What a generated workflow depends on. */
export interface CiFacts {
  readonly cooper: CooperSource;
  /** The branch whose images are `latest`. */
  readonly mainBranch: string;
  /** Folder of the workspace, relative to the root of the repository; empty where it is the root. */
  readonly workspace: string;
  /** Host of the registry that images go to; absent where the workspace names none. */
  readonly registry?: string | undefined;
}

/** Where a workflow gets cooper from: this repository itself, or a commit of another one. */
export type CooperSource =
  | { readonly kind: "here" }
  | { readonly kind: "repository"; readonly url: string; readonly commit: string };

/** Tags of releases, also of one service: `v1.4.2`, `1.4.2`, `services/todost/v1.4.2`, `todost-v1.4.2`, `@acme/todost@1.4.2`. */
export const releaseTags = ["v*", "[0-9]*", "**/v*", "**/[0-9]*", "**-v*", "**@*"];

/** A string as YAML and JSON both write it. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
