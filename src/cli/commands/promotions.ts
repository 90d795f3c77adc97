import type { Command } from "commander";
import type { PromotionRecord } from "../../api/promote.ts";
import type { CommandContext } from "../context.ts";
import { withSession } from "../open.ts";
import { table } from "../table.ts";

interface Options {
  readonly to?: string;
  readonly json?: boolean;
}

/** `cooper promotions` */
export function promotions(command: Command, context: CommandContext): void {
  command
    .argument("<image>", "a name or label")
    .option("--to <environment>", "only to this environment")
    .option("--json", "for programs")
    .action((image: string, options: Options) => show(command, context, image, options));
}

async function show(
  command: Command,
  context: CommandContext,
  image: string,
  { to, json }: Options,
): Promise<void> {
  const { promotionsOf } = await import("../../api/promote.ts");
  await withSession(command, context, async (session) => {
    const trail = await promotionsOf(session, image, to);
    if (json) return context.out(`${JSON.stringify(trail, null, 2)}\n`);
    if (trail.length === 0) return context.note(`${image} was never promoted.\n`);
    const columns = ["WHEN", "WHO", "FROM", "TO", "TAG", "DIGEST"].map((title) => ({ title }));
    context.out(`${table(columns, trail.map(rowOf))}\n`);
  });
}

function rowOf({ at, by, from, to, tag = "", digest, rollback }: PromotionRecord): string[] {
  return [at.replace(/\.\d+Z$/, "Z"), by, rollback ? "(rollback)" : from, to, tag, digest];
}
