import { holds, type Row, ratioOf } from "./benchmark.ts";
import type { Measured } from "./measure.ts";

/** The rows as lines of text: what was measured, beside what, and whether the bar holds. */
export function formatRow(row: Row): string {
  const { name, ours, peer, bar, note } = row;
  const lines = [name, `  cooper  ${formatMeasured(ours)}`];
  if (peer) lines.push(`  peer    ${formatMeasured(peer)}  ${peer.name}`);
  const ratio = peer ? `${ratioOf(row).toFixed(2)} × peer` : "";
  if (bar)
    lines.push(
      `  ${holds(row) ? "HOLDS" : "MISSED"}   ${ratio || megabytes(ours.memory)}, bar ${formatBar(bar)}`,
    );
  else if (ratio) lines.push(`  no bar  ${ratio}`);
  if (note) lines.push(`  ${note}`);
  return `${lines.join("\n")}\n`;
}

function formatMeasured({ time, spread, memory, runs }: Measured): string {
  const times = `${milliseconds(time)} ± ${milliseconds(spread)}`;
  return `${times.padEnd(20)} ${(memory > 0 ? megabytes(memory) : "").padStart(7)}  ${String(runs).padStart(2)} runs`;
}

function formatBar(bar: NonNullable<Row["bar"]>): string {
  return "times" in bar ? `${Number(bar.times.toFixed(2))} ×` : megabytes(bar.memory);
}

function milliseconds(time: number): string {
  if (time >= 10_000) return `${(time / 1000).toFixed(1)} s`;
  return `${time.toFixed(time < 100 ? 1 : 0)} ms`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
