import { parseDuration } from "../core/duration.ts";
import { codeOf, UsageError } from "../core/error.ts";
import { formatReference, type RepositoryName } from "../oci/reference.ts";
import type { Refusal } from "../release/retention/apply-plan.ts";
import type { PrunePlan, Verdict } from "../release/retention/plan-prune.ts";
import type { RepositoryState } from "../release/retention/repository-state.ts";
import type { PullRequestLife, RetentionRules } from "../release/retention/retention-rules.ts";
import type { Shelf } from "../release/retention/shelf.ts";
import type { RetentionConfig } from "../workspace/retention-config.ts";
import { deployedDigests } from "./deployed-digests.ts";
import { placeOf, repositoryIn } from "./environment.ts";
import { openShelves } from "./open-shelves.ts";
import { selectTargets } from "./select.ts";
import type { Session } from "./session.ts";

export type { PrunePlan, Refusal, Verdict };

/** What to look at. */
export interface PruneRequest {
  /** Names, labels, patterns; all images where there are none. */
  readonly images: readonly string[];
  /** Only this environment; all, and the usual registry, where absent. */
  readonly environment?: string | undefined;
}

/** What would go, and the way to make it so. */
export interface Pruning {
  readonly plan: PrunePlan;
  /** Repositories where `pulledWithin` keeps everything, since their registries do not tell of pulls. */
  readonly untold: readonly RepositoryName[];
  /** Deletes it. Fails with `REPOSITORY_CHANGED` where somebody pushed since. */
  readonly apply: () => Promise<{ readonly deleted: number; readonly refused: readonly Refusal[] }>;
}

/** Judges what the registries have by the rules of the workspace. Deletes nothing. Fails with `NO_RETENTION`. */
export async function planPruning(session: Session, request: PruneRequest): Promise<Pruning> {
  const { retention } = session.workspace.config;
  if (!retention) throw noRetention();
  const repositories = repositoriesOf(session, request);
  const [{ planPrune }, { applyDeletions }] = await Promise.all([
    import("../release/retention/plan-prune.ts"),
    import("../release/retention/apply-plan.ts"),
  ]);
  const rules = await rulesOf(session, retention);
  const { pulledWithin, deployed } = rules;
  const shelf = await openShelves(session, { pulls: pulledWithin !== undefined, deployed });
  const states: RepositoryState[] = [];
  for (const repository of repositories) states.push(...(await loadOne(await shelf(repository), repository)));
  const plan = planPrune(states, rules);
  const apply = async () => {
    const outcomes = [];
    for (const each of plan.deletions)
      outcomes.push(await applyDeletions(each, await shelf(each.state.repository)));
    const deleted = outcomes.reduce((sum, outcome) => sum + outcome.deleted, 0);
    return { deleted, refused: outcomes.flatMap(({ refused }) => refused) };
  };
  const untold = pulledWithin === undefined ? [] : states.filter(tellsNoPull);
  return { plan, untold: untold.map(({ repository }) => repository), apply };
}

function tellsNoPull({ manifests }: RepositoryState): boolean {
  return [...manifests.values()].every(({ pulled }) => pulled === undefined);
}

function repositoriesOf(session: Session, { images, environment }: PruneRequest): readonly RepositoryName[] {
  const { registry, environments = {} } = session.workspace.config;
  const locations = [...(registry ? [registry] : []), ...Object.values(environments)];
  const all = selectTargets(session, images).flatMap(({ name }) =>
    environment === undefined
      ? locations.map((location) => repositoryIn(location, name))
      : [placeOf(session, name, environment).repository],
  );
  return [...new Map(all.map((repository) => [formatReference(repository), repository])).values()];
}

/** An image that was never pushed has no repository. */
async function loadOne(shelf: Shelf, repository: RepositoryName): Promise<readonly RepositoryState[]> {
  try {
    return [await shelf.load(repository)];
  } catch (error) {
    if (codeOf(error) === "NO_SUCH_REPOSITORY") return [];
    throw error;
  }
}

async function rulesOf(session: Session, { keep, pullRequests }: RetentionConfig): Promise<RetentionRules> {
  const { root, config } = session.workspace;
  const duration = (text: string | undefined) => (text === undefined ? undefined : parseDuration(text));
  return {
    now: Date.now(),
    last: keep.last,
    youngerThan: duration(keep.youngerThan),
    // What an environment has now is never in question.
    tags: [...(keep.tags ?? []), ...Object.keys(config.environments ?? {})],
    deployed: keep.deployed ? await deployedDigests(keep.deployed, { root, env: session.env }) : new Set(),
    pulledWithin: duration(keep.pulledWithin),
    pullRequests: pullRequests && (await lifeOf(session, pullRequests)),
  };
}

async function lifeOf(
  session: Session,
  { whenClosed = true, after }: NonNullable<RetentionConfig["pullRequests"]>,
): Promise<PullRequestLife> {
  const open = whenClosed ? await openOnGithub(session) : undefined;
  return { open, after: after === undefined ? undefined : parseDuration(after) };
}

/** Nothing where the sources are not on GitHub, or there is no token: then age alone decides. */
async function openOnGithub({ env, workspace, tools }: Session): Promise<ReadonlySet<number> | undefined> {
  const [{ findContext }, { openGithub }, { openPullRequests }] = await Promise.all([
    import("../release/tags/find-context.ts"),
    import("../release/retention/github/github-api.ts"),
    import("../release/retention/github/open-pull-requests.ts"),
  ]);
  const url = (await findContext(workspace.root, env))?.url;
  const repository = env.GITHUB_REPOSITORY || /^https:\/\/github\.com\/([^/]+\/[^/]+)$/.exec(url ?? "")?.[1];
  if (!repository || !(env.GITHUB_TOKEN || env.GH_TOKEN)) return undefined;
  return openPullRequests(await openGithub({ env, signal: tools.signal }), repository);
}

function noRetention(): UsageError {
  return new UsageError("the workspace has no rules for what to keep", {
    code: "NO_RETENTION",
    hint: 'Write them in cooper.config.ts, such as retention: { keep: { last: 10, youngerThan: "30d", tags: ["v*"] } }.',
  });
}
