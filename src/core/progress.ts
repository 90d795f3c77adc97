/**
 * One step of work, told as it happens. A step is named by `id`; `start` comes first, `done` or `failed` last.
 * Whoever shows progress decides how; whoever works only tells.
 */
export type ProgressEvent =
  | {
      readonly type: "start";
      readonly id: string;
      readonly name: string;
      readonly target?: string | undefined;
    }
  | {
      readonly type: "advance";
      readonly id: string;
      /** Units done so far. */
      readonly current: number;
      readonly total?: number | undefined;
      readonly unit: "bytes" | "items";
    }
  | {
      readonly type: "done";
      readonly id: string;
      readonly cached: boolean;
      readonly detail?: string | undefined;
    }
  | { readonly type: "failed"; readonly id: string; readonly error: unknown }
  | { readonly type: "log"; readonly level: "info" | "warn"; readonly message: string };

/** Whoever wants to know. Must not throw. */
export type ProgressListener = (event: ProgressEvent) => void;

/** For callers that show nothing. */
export const silent: ProgressListener = () => {};
