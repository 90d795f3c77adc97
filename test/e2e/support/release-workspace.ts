import { type Digest, hexOf } from "../../../src/oci/digest.ts";
import type { RepositoryName } from "../../../src/oci/reference.ts";
import { openRegistry } from "../../../src/registry/client/open-registry.ts";
import type { RegistryClient } from "../../../src/registry/client/registry-client.ts";
import { putSample, putSampleIndex } from "../../../src/registry/client/testing/sample-images.ts";
import { cooper, tryCooper } from "./cooper.ts";
import { type Owner, temporaryWorkspace } from "./workspace.ts";

/** A workspace with one service, and a registry. Its images are samples: what is tested never looks into layers. */
export interface ReleaseWorkspace {
  readonly folder: string;
  readonly client: RegistryClient;
  readonly dev: RepositoryName;
  readonly prod: RepositoryName;
  /** Runs a command line that must succeed. */
  readonly run: (...args: string[]) => Promise<string>;
  readonly tryRun: (...args: string[]) => ReturnType<typeof tryCooper>;
}

/** `more` is added to the configuration, as TypeScript. */
export async function releaseWorkspace(owner: Owner, host: string, more = ""): Promise<ReleaseWorkspace> {
  const folder = await temporaryWorkspace(owner, {
    "cooper.config.ts": `import { defineWorkspace, registry } from "cooper";
export default defineWorkspace({
  environments: { dev: registry("${host}/dev"), prod: registry("${host}/team/prod") },
  ${more}
});
`,
    "todost/image.ts": `import { pyImage } from "cooper";
export default pyImage({ name: "todost", main: "main.py" });
`,
    "todost/main.py": "print('hello')\n",
  });
  const surroundings = { workspace: folder, store: `${folder}/store`, env: { GITHUB_ACTOR: "ada" } };
  return {
    folder,
    client: openRegistry({ env: {} }),
    dev: { registry: host, repository: "dev/todost" },
    prod: { registry: host, repository: "team/prod/todost" },
    run: (...args) => cooper(args, surroundings),
    tryRun: (...args) => tryCooper(args, surroundings),
  };
}

/** An index over two platforms and an attestation, an SBOM with a signature of its own, and a tag of cosign's. */
export interface SampleRelease {
  readonly index: Digest;
  readonly platforms: readonly Digest[];
  readonly attached: readonly Digest[];
  readonly cosignTag: string;
}

/** Publishes a sample under tags. `created` is RFC 3339. */
export async function publishSample(
  place: { readonly client: RegistryClient; readonly repository: RepositoryName },
  {
    name,
    tags,
    created,
  }: { readonly name: string; readonly tags: readonly string[]; readonly created: string },
): Promise<SampleRelease> {
  const platforms = [];
  for (const architecture of ["amd64", "arm64"]) {
    const manifest = await putSample(place, ["the base layer", `${name} ${architecture}`]);
    platforms.push({ ...manifest, platform: { os: "linux", architecture } });
  }
  const attestation = await putSample(place, [`provenance of ${name}`], {
    annotations: { "vnd.docker.reference.type": "attestation-manifest" },
  });
  const annotations = { "org.opencontainers.image.created": created };
  const manifests = [...platforms, { ...attestation, platform: { os: "unknown", architecture: "unknown" } }];
  const index = await putSampleIndex(place, manifests, { annotations });
  for (const tag of tags) await putSampleIndex(place, manifests, { annotations, tag });
  const sbom = await putSample(place, [`sbom of ${name}`], { subject: index, artifactType: "text/spdx" });
  const signature = await putSample(place, [`signature of ${name}`], {
    subject: sbom,
    artifactType: "a/sig",
  });
  const cosignTag = `sha256-${hexOf(index.digest)}.sig`;
  const cosign = await putSample(place, [`cosign for ${name}`], { tag: cosignTag });
  return {
    index: index.digest,
    platforms: manifests.map(({ digest }) => digest),
    attached: [sbom, signature, cosign].map(({ digest }) => digest),
    cosignTag,
  };
}
