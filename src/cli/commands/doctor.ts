import type { Command } from "commander";
import type { Finding } from "../../api/doctor.ts";
import type { CommandContext } from "../context.ts";
import { startFolder } from "../open.ts";

/** `cooper doctor` */
export function doctor(command: Command, context: CommandContext): void {
  command
    .option("--json", "for programs")
    .addHelpText(
      "after",
      `
Ends with status 1 where something that building needs does not work.

Examples:
  cooper doctor
  cooper doctor --json`,
    )
    .action((options: { json?: boolean }) => run(command, context, options));
}

async function run(command: Command, context: CommandContext, { json }: { json?: boolean }): Promise<void> {
  const { examine } = await import("../../api/doctor.ts");
  const findings = await examine({
    start: startFolder(command, context),
    env: context.env,
    signal: context.signal,
  });
  if (json) context.out(`${JSON.stringify({ findings }, null, 2)}\n`);
  else for (const finding of findings) context.out(`${line(finding, context)}\n`);
  if (findings.some(({ state }) => state === "broken")) process.exitCode = 1;
}

function line({ state, what, detail, hint }: Finding, { paint }: CommandContext): string {
  const mark = { works: paint("green", "✓"), absent: paint("yellow", "○"), broken: paint("red", "✗") }[state];
  const remedy = hint === undefined ? "" : `\n  ${paint("cyan", "try")} ${hint}`;
  return `${mark} ${paint("bold", what)}${state === "works" ? "" : ":"} ${detail}${remedy}`;
}
