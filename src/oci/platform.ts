import { UsageError } from "../core/error.ts";

/** Source: OCI image specification, image-index.md, "platform". */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** Parses `linux/arm64` or `linux/arm/v7`; throws `BAD_PLATFORM`. */
export function parsePlatform(text: string): Platform {
  const [os = "", architecture = "", variant, ...rest] = text.trim().toLowerCase().split("/");
  const words = [os, architecture, ...(variant === undefined ? [] : [variant])];
  if (rest.length > 0 || !words.every((word) => /^[a-z0-9_.-]+$/.test(word))) {
    throw new UsageError(`"${text}" is not a platform`, {
      code: "BAD_PLATFORM",
      hint: "Write os/architecture, such as linux/amd64 or linux/arm64.",
    });
  }
  return normalise({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}

/** `linux/arm64`, `linux/arm/v7`. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform;
  return [os, architecture, variant].filter(Boolean).join("/");
}

/** Whether two platforms name the same machine: `linux/arm64` and `linux/arm64/v8` do. */
export function samePlatform(a: Platform, b: Platform): boolean {
  return formatPlatform(normalise(a)) === formatPlatform(normalise(b));
}

/** Each platform once, in the order of the first mention. */
export function uniquePlatforms(platforms: readonly Platform[]): readonly Platform[] {
  return platforms.filter((one, i) => platforms.findIndex((other) => samePlatform(one, other)) === i);
}

const synonyms: Readonly<Record<string, string>> = { x86_64: "amd64", x64: "amd64", aarch64: "arm64" };

/** One spelling for each platform: `x86_64` is `amd64`, and arm64's only variant, `v8`, is left out. */
function normalise(platform: Platform): Platform {
  const architecture = synonyms[platform.architecture] ?? platform.architecture;
  const { os, variant } = platform;
  const redundant = variant === undefined || (architecture === "arm64" && variant === "v8");
  return redundant ? { os, architecture } : { os, architecture, variant };
}

/** The Linux platform of this machine's processor. */
export function hostPlatform(): Platform {
  return normalise({ os: "linux", architecture: process.arch });
}
