import type { ProgressListener } from "../../core/progress.ts";
import { describeCause } from "./describe-cause.ts";

/** One JSON object a line, for programs: the events as they are, with the time in milliseconds since the start. */
export function jsonProgress(write: (text: string) => void): ProgressListener {
  return (event) => {
    const plain = event.type === "failed" ? { ...event, error: describeCause(event.error) } : event;
    write(`${JSON.stringify({ ...plain, at: Math.round(performance.now()) })}\n`);
  };
}
