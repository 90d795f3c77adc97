import type { Digest } from "../oci/digest.ts";
import type { RepositoryName } from "../oci/reference.ts";
import type { Shelf } from "../release/retention/shelf.ts";
import { registryClient } from "./registry-client.ts";
import type { Session } from "./session.ts";

/**
 * The way to read and delete that each registry has.
 * @param options - `pulls`: whether it matters when images were pulled; `deployed`: what is in use.
 */
export async function openShelves(
  session: Session,
  { pulls, deployed }: { readonly pulls: boolean; readonly deployed: ReadonlySet<Digest> },
): Promise<(repository: RepositoryName) => Promise<Shelf>> {
  const [{ registryShelf }, { keptManifests }, { openPullLog }] = await Promise.all([
    import("../release/retention/registry-shelf.ts"),
    import("../release/retention/kept-manifests.ts"),
    import("../release/retention/pulls/open-pull-log.ts"),
  ]);
  const { env, store, tools } = session;
  const client = await registryClient(session);
  const reader = keptManifests(client, store.blobs);
  const log = pulls ? openPullLog({ env, signal: tools.signal }) : undefined;
  const usual = registryShelf({ client, reader, pulls: log, deployed });
  let ghcr: Promise<Shelf> | undefined;
  return async ({ registry }) => {
    if (registry !== "ghcr.io") return usual;
    ghcr ??= openGhcr();
    return ghcr;
  };

  async function openGhcr(): Promise<Shelf> {
    const [{ GhcrShelf }, { openGithub }] = await Promise.all([
      import("../release/retention/github/ghcr-shelf.ts"),
      import("../release/retention/github/github-api.ts"),
    ]);
    return new GhcrShelf(await openGithub({ env, signal: tools.signal }), reader);
  }
}
