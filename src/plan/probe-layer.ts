import { readFileSync } from "node:fs";
import { CooperError, codeOf } from "../core/error.ts";
import { packageFolder } from "../core/package-folder.ts";
import { keyOf } from "../layers/layer-key.ts";
import type { LayerEntry, LayerSpec } from "../layers/spec.ts";
import { digestOf } from "../oci/digest.ts";
import { formatPlatform, type Platform } from "../oci/platform.ts";

/** Where images have the program that asks a service how it is: apart from everything a base or a service brings. */
export const probePath = "/.cooper/probe";

const binaries = new URL("probe/bin/", packageFolder);

/** By processor: many images ask for the same one. */
const layers = new Map<string, LayerSpec>();

/** The layer that holds the static health probe. Throws `NO_PROBE` for processors it was not built for. */
export function probeLayer(platform: Platform): LayerSpec {
  const layer = layers.get(platform.architecture) ?? layerOf(readProbe(platform));
  layers.set(platform.architecture, layer);
  return layer;
}

function layerOf(bytes: Uint8Array): LayerSpec {
  const file: LayerEntry = {
    path: probePath.slice(1),
    type: "file",
    mode: 0o755,
    uid: 0,
    gid: 0,
    mtime: 0,
    size: bytes.length,
    source: { from: "bytes", bytes },
  };
  return {
    name: "health probe",
    key: keyOf({ recipe: "health-probe", version: 1, path: probePath, content: digestOf(bytes) }),
    entries: async () => [file],
  };
}

function readProbe(platform: Platform): Uint8Array {
  try {
    return readFileSync(new URL(`probe-${platform.architecture}`, binaries));
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") throw cause;
    throw new CooperError(`there is no health probe for ${formatPlatform(platform)}`, {
      code: "NO_PROBE",
      cause,
      hint: "Use a health check with { command: [...] } here.",
    });
  }
}
