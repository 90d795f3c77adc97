import { resolve } from "node:path";
import { UsageError } from "../core/error.ts";
import { step } from "../core/step.ts";
import type { Digest } from "../oci/digest.ts";
import { formatLayoutName, parseLayoutName } from "../oci/layout-name.ts";
import { formatReference, isTag, parseReference } from "../oci/reference.ts";
import type { CopyOutcome } from "../registry/client/copy-image.ts";
import type { CopySource, CopyTarget } from "../registry/client/copy-place.ts";
import { LayoutSource, LayoutTarget } from "../registry/client/layout-place.ts";
import type { RegistryClient } from "../registry/client/registry-client.ts";
import { repositoryPlace } from "../registry/client/repository-place.ts";
import { requireHead } from "../registry/client/require-image.ts";
import { chooseImage } from "../store/layout-choice.ts";
import { LayoutFolder } from "../store/layout-folder.ts";
import { registryClient } from "./registry-client.ts";
import type { RemoteContext } from "./remote.ts";

/** What to copy. */
export interface CopyRequest {
  /** An image of a registry, or `oci:FOLDER[:NAME]`. */
  readonly source: string;
  /** A repository with or without a tag, or `oci:FOLDER[:NAME]`. */
  readonly target: string;
  /** The folder that paths begin at. */
  readonly start: string;
}

/** What a copy did. */
export interface CopyResult extends CopyOutcome {
  /** Of the copy, with its digest. */
  readonly reference: string;
}

/**
 * Copies an image between repositories and image layouts by its digest: all platforms, and everything attached to them.
 * The copy gets the tag of the target, else that of the source.
 */
export async function copy(request: CopyRequest, context: RemoteContext): Promise<CopyResult> {
  const { target, start } = request;
  const client = await registryClient({ env: context.env, tools: context });
  const [from, to] = [
    sourceOf(client, { ...request, signal: context.signal }),
    targetOf(client, target, start),
  ];
  return step(
    context.progress,
    { id: `copy ${target}`, name: `copy to ${target}` },
    {
      run: async () => {
        const { copyImage, readImage } = await import("../registry/client/copy-image.ts");
        const { source, digest, name } = await from();
        const image = await readImage(source, digest);
        const outcome = await copyImage(image, to.place);
        await to.place.tag(image.root, to.tagFor(name));
        return { ...outcome, reference: to.format(digest) };
      },
      outcome: ({ uploaded, manifests }) => ({ cached: uploaded + manifests === 0 }),
    },
  );
}

interface Source {
  readonly source: CopySource;
  readonly digest: Digest;
  /** Its tag, or its name in a layout. */
  readonly name?: string | undefined;
}

/** Parses at once and looks when asked. */
function sourceOf(
  client: RegistryClient,
  { source, start, signal }: CopyRequest & Pick<RemoteContext, "signal">,
): () => Promise<Source> {
  const named = parseLayoutName(source);
  if (named) {
    const layout = new LayoutFolder(resolve(start, named.path));
    return async () => {
      const { descriptor, name } = await chooseImage(layout, named);
      return { source: new LayoutSource(layout, signal), digest: descriptor.digest, name };
    };
  }
  const reference = parseReference(source, { defaultTag: true });
  const place = repositoryPlace(client, reference);
  return async () => {
    const { digest } = await requireHead(client, reference);
    return { source: place, digest, name: reference.tag };
  };
}

interface Target {
  readonly place: CopyTarget;
  /** What an image will be called that has this name in its source. */
  tagFor(name: string | undefined): string | undefined;
  format(digest: Digest): string;
}

function targetOf(client: RegistryClient, target: string, start: string): Target {
  const named = parseLayoutName(target);
  if (named) {
    const { path, name } = named;
    return {
      place: new LayoutTarget(new LayoutFolder(resolve(start, path))),
      tagFor: (given) => name ?? given,
      format: (digest) => formatLayoutName({ path, digest }),
    };
  }
  const { registry, repository, tag, digest } = parseReference(target);
  if (digest !== undefined) throw keepsDigest(target);
  return {
    place: repositoryPlace(client, { registry, repository }),
    tagFor: (given) => tag ?? tagIn(given),
    format: (digest) => formatReference({ registry, repository, digest }),
  };
}

function keepsDigest(target: string): UsageError {
  return new UsageError(`"${target}" names a digest, and a copy has that of its source`, {
    code: "BAD_REFERENCE",
    hint: "Name the image by its digest as the source; the target takes a tag or nothing.",
  });
}

/** Layouts of several images have whole references for names. */
function tagIn(name = ""): string | undefined {
  const tag = isTag(name) ? name : (/:([^/:]+)$/.exec(name)?.[1] ?? "");
  return isTag(tag) ? tag : undefined;
}
