/**
 * `/etc/os-release` from what base-files has in `/usr/lib`: Debian's, so that scanners and programs see the release
 * they know, with the variant named. Source: os-release(5), VARIANT and VARIANT_ID.
 */
export function osReleaseFile(debian: string): string {
  const lines = debian.split("\n").filter((line) => line !== "" && !/^VARIANT(_ID)?=/.test(line));
  return [...lines, 'VARIANT="Distroless (assembled by cooper)"', "VARIANT_ID=distroless", ""].join("\n");
}
