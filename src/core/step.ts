import type { ProgressEvent, ProgressListener } from "./progress.ts";

/** What a step is called: see {@link ProgressEvent}. */
export type StepName = Omit<Extract<ProgressEvent, { type: "start" }>, "type">;

/** How a step ended well. */
export type StepOutcome = Omit<Extract<ProgressEvent, { type: "done" }>, "type" | "id">;

/** Tells that a step begins, runs it, and tells how it ended. */
export async function step<T>(
  progress: ProgressListener,
  name: StepName,
  work: { readonly run: () => Promise<T>; readonly outcome: (result: T) => StepOutcome },
): Promise<T> {
  const { id } = name;
  progress({ type: "start", ...name });
  try {
    const result = await work.run();
    progress({ type: "done", id, ...work.outcome(result) });
    return result;
  } catch (error) {
    progress({ type: "failed", id, error });
    throw error;
  }
}
