import { createHash } from "node:crypto";
import { collect } from "../../../src/core/stream.ts";
import { putWheel, type WheelRecipe } from "../../../src/languages/python/install/wheel.fixture.ts";
import { MemoryBlobs } from "../../support/memory-blobs.ts";
import { type Answer, type LocalServer, serveLocally } from "./local-server.ts";
import type { Owner } from "./workspace.ts";

/** A wheel made for a test, and how a lock file pins it. */
export interface TestWheel {
  readonly project: string;
  readonly filename: string;
  readonly content: Uint8Array;
  /** A line of a requirements lock. */
  readonly pin: string;
}

/** Makes a wheel. `tags` stand at the end of its file name: `py3-none-any` unless said otherwise. */
export async function testWheel(recipe: WheelRecipe, tags = "py3-none-any"): Promise<TestWheel> {
  const blobs = new MemoryBlobs();
  const { name, version, digest } = await putWheel(recipe, blobs);
  return {
    project: name,
    filename: `${name}-${version}-${tags}.whl`,
    content: await collect(blobs.open(digest), 2 ** 20),
    pin: `${name}==${version} --hash=${digest}`,
  };
}

/** What differs from a sound index. */
export interface IndexOptions {
  /** Served in place of the files themselves. */
  readonly content?: (wheel: TestWheel) => Uint8Array;
  /** A status for every request. */
  readonly status?: number;
}

/** A Python package index on loopback, with these wheels. */
export function serveIndex(
  owner: Owner,
  wheels: readonly TestWheel[],
  { content = (wheel) => wheel.content, status }: IndexOptions = {},
): Promise<LocalServer> {
  return serveLocally(owner, (path): Answer => {
    if (status !== undefined) return status;
    const file = wheels.find(({ filename }) => path === `/files/${filename}`);
    if (file) return content(file);
    const links = wheels.filter(({ project }) => path === `/simple/${project}/`).map(link);
    return links.length > 0 ? `<!DOCTYPE html><html><body>${links.join("\n")}</body></html>` : undefined;
  });
}

function link({ filename, content }: TestWheel): string {
  const hash = createHash("sha256").update(content).digest("hex");
  return `<a href="/files/${filename}#sha256=${hash}">${filename}</a>`;
}
