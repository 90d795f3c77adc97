import type { TestContext } from "node:test";
import { bytesOf } from "../../../core/stream.ts";
import type { LayerEntry } from "../../../layers/spec.ts";
import { scriptOf } from "../scripts/script-of.ts";
import { transcode } from "../transcode.ts";
import { type ExampleFile, exampleDeb, exampleStore } from "./debs.ts";

/** What the script of a package makes, by path: texts of files, targets of links, modes of folders in octal. */
export async function made(
  t: TestContext,
  name: string,
  files: Readonly<Record<string, ExampleFile>> = {},
  architecture = "amd64",
): Promise<Record<string, string>> {
  const { blobs } = await exampleStore(t);
  const { digest } = await blobs.put(bytesOf(await exampleDeb({ name, files })));
  const deb = await transcode(blobs, digest, name);
  const entries = (await scriptOf(name)?.({ name, deb, architecture, blobs })) ?? [];
  return Object.fromEntries(entries.map((entry) => [entry.path, describe(entry)]));
}

function describe({ type, mode, uid, linkTarget, source }: LayerEntry): string {
  if (type === "directory") return `${mode.toString(8)}${uid === 0 ? "" : ` ${uid}`}`;
  if (source?.from === "bytes") return Buffer.from(source.bytes).toString();
  return `-> ${linkTarget}`;
}
