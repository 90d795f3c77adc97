import { relative, sep } from "node:path";
import { UsageError } from "../core/error.ts";
import type { Target } from "../plan/target.ts";
import { formatLabel } from "../workspace/label.ts";
import { matchLabels } from "../workspace/match-labels.ts";
import type { Session } from "./session.ts";

/** The targets that names, labels and patterns mean, each once, in the workspace's order; all where there are none. */
export function selectTargets(session: Session, images: readonly string[]): readonly Target[] {
  if (images.length === 0) return session.targets;
  const meant = new Set(images.flatMap((text) => matchLabels(text, session.targets, standing(session))));
  return session.targets.filter((target) => meant.has(target));
}

/** The one target a text means. Throws `ONE_IMAGE` where it means several. */
export function selectOne(session: Session, image: string): Target {
  const [target, ...more] = selectTargets(session, [image]);
  if (target && more.length === 0) return target;
  throw new UsageError(`"${image}" means ${more.length + 1} images, and this command takes one`, {
    code: "ONE_IMAGE",
    hint: `Name one of ${[target, ...more].map((one) => one && formatLabel(one.label)).join(", ")}.`,
  });
}

/** The folder the user stands in, relative to the root: what relative paths are relative to. */
function standing({ workspace, start }: Session): string {
  const path = relative(workspace.root, start).split(sep).join("/");
  return path.startsWith("..") ? "" : path;
}
