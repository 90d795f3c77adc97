import type { Platform } from "../../../oci/platform.ts";
import { minorOf } from "../minor-version.ts";
import { machineOf } from "../wheel/machine.ts";
import { normalizeName } from "./name.ts";

/** What markers are evaluated against: the machine on which the image will run, never the one that builds it. */
export interface MarkerEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Normalised names for which `extra == "…"` and `"…" in extras` hold. */
  readonly extras: ReadonlySet<string>;
  /** Normalised names for which `"…" in dependency_groups` holds. */
  readonly groups: ReadonlySet<string>;
}

/** What markers are evaluated for. */
export interface MarkerTarget {
  readonly platform: Platform;
  /** Full version, such as `3.11.2`. */
  readonly python: string;
  readonly extras?: Iterable<string> | undefined;
  readonly groups?: Iterable<string> | undefined;
}

/**
 * The environment of CPython on a Linux platform. The kernel is not known before the image runs, so its release and
 * version are empty. Source: PEP 508, "Environment Markers"; PEP 751, "Marker expressions".
 */
export function markerEnvironment(target: MarkerTarget): MarkerEnvironment {
  const { python, platform } = target;
  return {
    variables: {
      implementation_name: "cpython",
      implementation_version: python,
      os_name: "posix",
      platform_machine: machineOf(platform),
      platform_python_implementation: "CPython",
      platform_release: "",
      platform_system: "Linux",
      platform_version: "",
      python_full_version: python,
      python_version: minorOf(python),
      sys_platform: "linux",
    },
    extras: new Set(Array.from(target.extras ?? [], normalizeName)),
    groups: new Set(Array.from(target.groups ?? [], normalizeName)),
  };
}
