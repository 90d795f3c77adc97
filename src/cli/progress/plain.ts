import type { ProgressEvent, ProgressListener } from "../../core/progress.ts";
import type { Paint } from "../style.ts";

/** One line for each step that ends: for CI logs and files. */
export function plainProgress(write: (text: string) => void, paint: Paint): ProgressListener {
  const steps = new Map<string, { label: string; since: number }>();
  return (event: ProgressEvent) => {
    if (event.type === "log")
      return write(`${event.level === "warn" ? `${paint("yellow", "warning")} ` : ""}${event.message}\n`);
    if (event.type === "start") {
      const label = event.target ? `${paint("cyan", event.target)} ${event.name}` : event.name;
      steps.set(event.id, { label, since: performance.now() });
      return;
    }
    const step = steps.get(event.id);
    if (!step || event.type === "advance") return;
    steps.delete(event.id);
    const time = paint("dim", seconds(performance.now() - step.since));
    if (event.type === "failed") return write(`${paint("red", "failed")} ${step.label} ${time}\n`);
    const state = event.cached ? paint("dim", "cached") : paint("green", "done  ");
    write(
      `${state} ${step.label}${event.detail ? ` ${event.detail}` : ""}${event.cached ? "" : ` ${time}`}\n`,
    );
  };
}

/** `0.4s`, `1m05s`. */
export function seconds(milliseconds: number): string {
  const total = milliseconds / 1000;
  if (total < 60) return `${total.toFixed(1)}s`;
  return `${Math.floor(total / 60)}m${String(Math.floor(total % 60)).padStart(2, "0")}s`;
}
