/** Media types of the OCI image specification 1.1 (media-types.md) and of Docker's schema 2. */
export const mediaType = {
  index: "application/vnd.oci.image.index.v1+json",
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  empty: "application/vnd.oci.empty.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
  layerGzip: "application/vnd.oci.image.layer.v1.tar+gzip",
  layerZstd: "application/vnd.oci.image.layer.v1.tar+zstd",
  dockerIndex: "application/vnd.docker.distribution.manifest.list.v2+json",
  dockerManifest: "application/vnd.docker.distribution.manifest.v2+json",
  dockerConfig: "application/vnd.docker.container.image.v1+json",
  dockerLayer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  dockerLayerTar: "application/vnd.docker.image.rootfs.diff.tar",
} as const;

/**
 * Whether bytes of a type are fetched from somewhere else than the registry, as layers of old Windows images are.
 * Source: OCI image specification, layer.md, "Non-Distributable Layers".
 */
export function isForeign(type: string): boolean {
  return /\.(?:nondistributable|foreign)\./.test(type);
}

/** OCI's and Docker's names of the same bytes. */
const layerTypes: readonly (readonly [oci: string, docker: string])[] = [
  [mediaType.layer, mediaType.dockerLayerTar],
  [mediaType.layerGzip, mediaType.dockerLayer],
];

/** OCI's name of a layer type; a type that is neither OCI's nor Docker's stays as it is. */
export function ociLayerType(type: string): string {
  return layerTypes.find(([, docker]) => docker === type)?.[0] ?? type;
}

/** Docker's name of a layer type, or nothing where classic Docker cannot read such a layer. */
export function dockerLayerType(type: string): string | undefined {
  return layerTypes.find((names) => names.includes(type))?.[1];
}
