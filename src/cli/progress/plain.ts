import type { ProgressEvent, ProgressListener } from "../../core/progress.ts";
import type { Paint } from "../style.ts";

type Ended = Extract<ProgressEvent, { type: "done" | "failed" }>;

interface Step {
  readonly label: string;
  /** Whether it stands for a whole image; what is cached within one is only counted there. */
  readonly whole: boolean;
  readonly since: number;
}

/** One line for each step that ends: for CI logs and files. */
export function plainProgress(write: (text: string) => void, paint: Paint): ProgressListener {
  const steps = new Map<string, Step>();
  return (event) => {
    if (event.type === "log") return write(remark(event, paint));
    if (event.type === "start") return void steps.set(event.id, stepOf(event, paint));
    const step = steps.get(event.id);
    if (!step || event.type === "advance") return;
    steps.delete(event.id);
    if (!isUnremarkable(event, step)) write(`${ending(event, step, paint)}\n`);
  };
}

/** What another failure or Ctrl-C has ended did not fail; what is cached within an image is counted there. */
function isUnremarkable(event: Ended, { whole }: Step): boolean {
  if (event.type === "failed") return event.error instanceof Error && event.error.name === "AbortError";
  return event.cached && !whole;
}

/** The image a step belongs to, if any, and its name. */
export function labelOf({ target, name }: Extract<ProgressEvent, { type: "start" }>, paint: Paint): string {
  return target === undefined ? name : `${paint("cyan", target)} ${name}`;
}

function stepOf(event: Extract<ProgressEvent, { type: "start" }>, paint: Paint): Step {
  return { label: labelOf(event, paint), whole: event.target !== undefined, since: performance.now() };
}

function ending(event: Ended, { label, since }: Step, paint: Paint): string {
  const time = paint("dim", seconds(performance.now() - since));
  if (event.type === "failed") return `${paint("red", "failed")} ${label} ${time}`;
  const said = event.detail === undefined ? label : `${label} ${paint("dim", event.detail)}`;
  return event.cached ? `${paint("dim", "cached")} ${said}` : `${paint("green", "done  ")} ${said} ${time}`;
}

function remark({ level, message }: Extract<ProgressEvent, { type: "log" }>, paint: Paint): string {
  return `${level === "warn" ? `${paint("yellow", "warning")} ` : ""}${message}\n`;
}

/** `0.4s`, `1m05s`. */
export function seconds(milliseconds: number): string {
  const total = milliseconds / 1000;
  if (total < 60) return `${total.toFixed(1)}s`;
  return `${Math.floor(total / 60)}m${String(Math.floor(total % 60)).padStart(2, "0")}s`;
}
