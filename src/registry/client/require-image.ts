import { CooperError } from "../../core/error.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { formatReference, type Reference } from "../../oci/reference.ts";
import type { ReceivedManifest, RegistryClient } from "./registry-client.ts";

/** What a reference names. Fails with `NO_SUCH_MANIFEST` where the registry has no such image. */
export async function requireHead(client: RegistryClient, reference: Reference): Promise<Descriptor> {
  const found = await client.head(reference);
  if (found) return found;
  throw noSuchImage(reference);
}

/** The manifest or index that a reference names. Fails with `NO_SUCH_MANIFEST`. */
export async function requireManifest(
  client: RegistryClient,
  reference: Reference,
): Promise<ReceivedManifest> {
  const found = await client.manifest(reference);
  if (found) return found;
  throw noSuchImage(reference);
}

/** For what a registry does not have. */
function noSuchImage(reference: Reference): CooperError {
  const { registry, repository } = reference;
  return new CooperError(`${registry} has no such image`, {
    code: "NO_SUCH_MANIFEST",
    where: formatReference(reference),
    hint: `\`cooper ls ${registry}/${repository}\` lists the tags that there are. A private one needs \`cooper login ${registry}\`.`,
  });
}
