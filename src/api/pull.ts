import { resolve } from "node:path";
import type { Descriptor } from "../oci/descriptor.ts";
import { parseReference } from "../oci/reference.ts";
import { openCache } from "./cache.ts";
import { checkOutput, writerFor } from "./export.ts";
import { type PullOptions, pullRemote, type RemoteContext } from "./remote.ts";

/** What to pull and where to. */
export interface PullRequest extends PullOptions {
  /** The folder the user stands in: its workspace says which store. */
  readonly start: string;
  /** Also writes the image: a folder, `FILE.oci.tar` or `FILE.tar`, as `cooper build --output` does. */
  readonly output?: string | undefined;
}

/** Brings an image of a registry into the store, and to a file or folder where one is named. */
export async function pull(request: PullRequest, context: RemoteContext): Promise<Descriptor> {
  const { start, output } = request;
  if (output !== undefined) checkOutput(output);
  const store = await openCache({ start, env: context.env });
  const root = await pullRemote(store, request, context);
  if (output !== undefined) {
    const path = resolve(start, output);
    const names = [parseReference(request.reference, { defaultTag: true })];
    await writerFor(path)(path, [{ root, names }], { blobs: store.blobs, signal: context.signal });
  }
  return root;
}
