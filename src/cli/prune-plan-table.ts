import type { PrunePlan, Verdict } from "../api/prune.ts";
import { formatSize } from "../core/bytesize.ts";
import type { Paint } from "./style.ts";
import { table } from "./table.ts";

const columns = [
  { title: "REPOSITORY" },
  { title: "TAGS" },
  { title: "DIGEST" },
  { title: "CREATED" },
  { title: "" },
  { title: "WHY" },
  { title: "FREES", align: "right" },
] as const;

/** A line a version: what becomes of it, why, and the bytes that go with it. */
export function prunePlanTable({ verdicts }: PrunePlan, paint: Paint): string {
  return table(
    columns,
    verdicts.map((verdict) => rowOf(verdict, paint)),
  );
}

function rowOf({ repository, tags, digest, created, keep, reason, frees }: Verdict, paint: Paint): string[] {
  return [
    `${repository.registry}/${repository.repository}`,
    tags.join(", ") || paint("dim", "none"),
    digest.slice(0, "sha256:".length + 12),
    created === undefined ? "" : new Date(created).toISOString().slice(0, 10),
    keep ? paint("green", "keep") : paint("red", "delete"),
    reason,
    keep ? "" : formatSize(frees),
  ];
}
