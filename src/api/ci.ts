import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { writeFileAtomic } from "../core/atomic-file.ts";
import { codeOf, UsageError } from "../core/error.ts";
import { makeFolder } from "../core/make-folder.ts";
import { parseReference } from "../oci/reference.ts";
import type { CiFacts, CooperSource } from "../release/ci/ci-facts.ts";
import { findContext } from "../release/tags/find-context.ts";
import { findRepository } from "../workspace/git/repository.ts";
import { repositoryOf } from "../workspace/registry-location.ts";
import type { Session } from "./session.ts";

/** The services that cooper writes workflows for. */
export type CiService = "github" | "gitlab";

/** What to write. */
export interface CiRequest {
  readonly service: CiService;
  /** Where the workflow gets cooper from, `https://…@COMMIT`; the repository of this cooper where absent. */
  readonly cooper?: string | undefined;
  /** Whether a file of other content may be replaced. */
  readonly force?: boolean | undefined;
  /** Whether to write nothing. */
  readonly dryRun?: boolean | undefined;
}

/** A workflow. */
export interface CiFile {
  /** Absolute. */
  readonly path: string;
  readonly content: string;
  /** Whether it was there with the same content. */
  readonly unchanged: boolean;
}

/** Writes a workflow that builds, tests and publishes. Fails with `NO_CI_SOURCE`, `CI_SOURCE_NOT_ON_GITHUB` or `FILE_EXISTS`. */
export async function writeCi(session: Session, request: CiRequest): Promise<CiFile> {
  const { root } = session.workspace;
  const top = findRepository(root)?.directory ?? root;
  const facts = await factsOf(session, { top, cooper: request.cooper });
  const { file, content } = await render(request.service, facts);
  const path = join(top, file);
  const before = await readFile(path, "utf8").catch(absent);
  const unchanged = before === content;
  if (unchanged || request.dryRun) return { path, content, unchanged };
  if (before !== undefined && !request.force) throw exists(path);
  makeFolder(dirname(path));
  await writeFileAtomic(path, content);
  return { path, content, unchanged };
}

async function render(service: CiService, facts: CiFacts): Promise<{ file: string; content: string }> {
  if (service === "github") {
    const { githubWorkflow } = await import("../release/ci/github-workflow.ts");
    return { file: ".github/workflows/container-publish.yml", content: githubWorkflow(facts) };
  }
  const { gitlabFile, gitlabPipeline } = await import("../release/ci/gitlab-pipeline.ts");
  return { file: gitlabFile, content: gitlabPipeline(facts) };
}

async function factsOf(
  { workspace }: Session,
  { top, cooper }: { readonly top: string; readonly cooper: string | undefined },
): Promise<CiFacts> {
  const { registry } = workspace.config;
  return {
    cooper: cooper === undefined ? await ownSource(top) : parseSource(cooper),
    mainBranch: (await findContext(top, {}))?.mainBranch ?? "main",
    workspace: relative(top, workspace.root).split(sep).join("/"),
    registry: registry && parseReference(repositoryOf("any", registry)).registry,
  };
}

/** The checkout that runs. Where it is the repository of the workspace, the workflow uses its own checkout. */
async function ownSource(top: string): Promise<CooperSource> {
  const home = join(import.meta.dirname, "..", "..");
  if (home === top) return { kind: "here" };
  const context = findRepository(home)?.directory === home ? await findContext(home, {}) : undefined;
  if (context?.url && context.commit) {
    return { kind: "repository", url: context.url, commit: context.commit };
  }
  throw new UsageError("it is not known where a workflow can get this cooper from", {
    code: "NO_CI_SOURCE",
    hint: "Name its repository and the full commit: --cooper https://github.com/owner/name@COMMIT.",
  });
}

function parseSource(text: string): CooperSource {
  const [, url, commit] = /^(https:\/\/[^@\s]+)@([0-9a-f]{40})$/.exec(text) ?? [];
  if (url !== undefined && commit !== undefined) return { kind: "repository", url, commit };
  throw new UsageError(`"${text}" does not say where cooper is`, {
    code: "NO_CI_SOURCE",
    hint: "Write the address and the full commit, 40 digits: https://github.com/owner/name@COMMIT.",
  });
}

function absent(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
}

function exists(path: string): UsageError {
  return new UsageError("the file is there, with other content", {
    code: "FILE_EXISTS",
    where: path,
    hint: "Look at the difference with --dry-run, then replace it with --force.",
  });
}
