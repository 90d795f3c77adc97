import type { ProgressListener } from "../../core/progress.ts";
import type { Paint } from "../style.ts";
import { jsonProgress } from "./json.ts";
import { plainProgress } from "./plain.ts";
import { TerminalProgress } from "./terminal.ts";

/** The values of `--progress`. */
export const progressModes = ["auto", "tty", "plain", "json"] as const;
/** A value of `--progress`. */
export type ProgressMode = (typeof progressModes)[number];

/** Shows progress until it is stopped. */
export interface Reporter {
  readonly listen: ProgressListener;
  stop(): void;
}

/** `auto` draws on a terminal and prints lines elsewhere, as in CI. */
export function reporterFor(mode: ProgressMode, stream: NodeJS.WriteStream, paint: Paint): Reporter {
  const write = (text: string) => void stream.write(text);
  const drawing = mode === "tty" || (mode === "auto" && stream.isTTY && !process.env.CI);
  if (drawing) return new TerminalProgress(stream, paint);
  return untilStopped(mode === "json" ? jsonProgress(write) : plainProgress(write, paint));
}

/** What is still under way when a job fails ends a moment later, below the error: nobody wants to read of it there. */
function untilStopped(listen: ProgressListener): Reporter {
  let stopped = false;
  return {
    listen: (event) => {
      if (!stopped) listen(event);
    },
    stop: () => {
      stopped = true;
    },
  };
}
