import { once } from "node:events";
import { type MessagePort, parentPort } from "node:worker_threads";
import { unxzWith } from "../../archive/xz.ts";
import { wasmDecoder } from "../../archive/xz-wasm.ts";
import { CooperError, messageOf } from "../../core/error.ts";
import { limit } from "../../core/limit.ts";
import type { Bytes } from "../../core/stream.ts";

/** What the thread says; whoever hears it answers once, and the thread waits for the answer. */
export type UnxzMessage =
  /** Wants packed bytes. The answer is a chunk, or nothing at the end. */
  | { readonly type: "pull" }
  /** Has unpacked bytes. The answer says that they were taken. */
  | { readonly type: "push"; readonly chunk: Uint8Array }
  | { readonly type: "end" }
  | {
      readonly type: "failed";
      readonly message: string;
      readonly code: string;
      readonly hint?: string | undefined;
    };

/** The decoder reads ahead while its output is on the way: one question at a time, so that answers find theirs. */
const turn = limit(1);

function ask(port: MessagePort, message: UnxzMessage): Promise<unknown> {
  return turn(async () => {
    const answer = once(port, "message");
    port.postMessage(message);
    return (await answer)[0];
  });
}

async function* packed(port: MessagePort): Bytes {
  for (;;) {
    const chunk = (await ask(port, { type: "pull" })) as Uint8Array | undefined;
    if (chunk === undefined) return;
    yield chunk;
  }
}

/** One job: the message that starts it names the archive. */
async function unpack(port: MessagePort, where: string): Promise<UnxzMessage> {
  try {
    for await (const chunk of unxzWith(wasmDecoder, packed(port), { where }))
      await ask(port, { type: "push", chunk });
    return { type: "end" };
  } catch (error) {
    const { code, hint } = error instanceof CooperError ? error : { code: "BAD_ARCHIVE", hint: undefined };
    return { type: "failed", message: messageOf(error), code, hint };
  }
}

async function serve(port: MessagePort): Promise<never> {
  for (;;) {
    const [where] = await once(port, "message");
    const result = await unpack(port, where);
    await turn(async () => port.postMessage(result));
  }
}

if (parentPort) serve(parentPort);
