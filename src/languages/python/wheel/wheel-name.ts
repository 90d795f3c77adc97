import { isName, normalizeName } from "../requirements/name.ts";
import { isVersion } from "../requirements/specifier.ts";

/** What the file name of a wheel says. Source: binary distribution format, "File name convention". */
export interface WheelName {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: string;
  /** Number and rest of the build tag; breaks ties between wheels of one version. */
  readonly build: readonly [number, string];
  /** Every `python-abi-platform` triple, compressed sets expanded. */
  readonly tags: readonly string[];
}

/** Parses the file name of a wheel; nothing where it is none. */
export function wheelNameOf(filename: string): WheelName | undefined {
  if (!filename.endsWith(".whl")) return undefined;
  const parts = filename.slice(0, -".whl".length).split("-");
  if (parts.length !== 5 && parts.length !== 6) return undefined;
  const [name = "", version = ""] = parts;
  const build = parts.length === 6 ? /^(\d+)(.*)$/.exec(parts[2] ?? "") : ["", "-1", ""];
  if (!isName(name) || !isVersion(version) || !build) return undefined;
  const [python = "", abi = "", platform = ""] = parts.slice(-3);
  return {
    name: normalizeName(name),
    version,
    build: [Number(build[1]), build[2] ?? ""],
    tags: expand(python, abi, platform),
  };
}

/** What the file name of a source distribution says. Source: source distribution format, "Source distribution file name". */
export interface SdistName {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly version: string;
}

/** Parses the file name of a source distribution; nothing where it is none. */
export function sdistNameOf(filename: string): SdistName | undefined {
  const [, name, version] = /^(.+)-([^-]+)\.(?:tar\.gz|zip)$/.exec(filename) ?? [];
  if (!name || !version || !isName(name) || !isVersion(version)) return undefined;
  return { name: normalizeName(name), version };
}

function expand(python: string, abi: string, platform: string): string[] {
  return python
    .split(".")
    .flatMap((p) =>
      abi.split(".").flatMap((a) => platform.split(".").map((f) => `${p}-${a}-${f}`.toLowerCase())),
    );
}
