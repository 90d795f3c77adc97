import { formatPlatform, type Platform } from "../../../oci/platform.ts";

const machines: Readonly<Record<string, string>> = {
  "linux/amd64": "x86_64",
  "linux/arm64": "aarch64",
  "linux/arm64/v8": "aarch64",
  "linux/386": "i686",
  "linux/arm/v6": "armv6l",
  "linux/arm/v7": "armv7l",
  "linux/ppc64le": "ppc64le",
  "linux/s390x": "s390x",
  "linux/riscv64": "riscv64",
};

/** The processor as `uname -m`, wheel tags and markers call it: `x86_64`, `aarch64`. */
export function machineOf(platform: Platform): string {
  return machines[formatPlatform(platform)] ?? platform.architecture;
}
