import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Paints text for one stream: not where it is a file, and not under `NO_COLOR`. */
export type Paint = (format: Format, text: string) => string;

/** How to paint on a stream: in colours where it is a terminal and nothing speaks against it. */
export function paintFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Paint {
  const wanted = env.FORCE_COLOR ? env.FORCE_COLOR !== "0" : stream.isTTY && env.TERM !== "dumb";
  if (!wanted || env.NO_COLOR) return (_, text) => text;
  return (format, text) => styleText(format, text, { validateStream: false });
}
