import { Buffer } from "node:buffer";
import { basename } from "node:path";
import { keyOf } from "../../../layers/layer-key.ts";
import type { LayerEntry, LayerSpec } from "../../../layers/spec.ts";
import type { PythonFacts } from "../../../plan/facts.ts";
import { minorOf } from "../minor-version.ts";

/**
 * Where things lie in a venv of an image. Absolute paths. Source: Python, `venv` and `sysconfig`, scheme `venv`.
 */
export interface Venv {
  /** Root of the venv. */
  readonly root: string;
  /** Interpreter of the venv. */
  readonly python: string;
  readonly bin: string;
  readonly sitePackages: string;
  /** For the headers of a project, in a folder of its name. */
  readonly headers: string;
  /** Such as `3.11`. */
  readonly minor: string;
}

/**
 * One place for all images, so that an image and its base share one venv. It lies outside of `/app`, which
 * the sources fill.
 */
const defaultRoot = "/opt/venv";

/** Seconds since 1970 of everything installed: 1980, the earliest time that a zip can say. */
export const installTime = 315_532_800;

/** The venv that a lower image made, or that is to be made. */
export function venvOf(python: PythonFacts): Venv {
  const root = python.venv ?? defaultRoot;
  const minor = minorOf(python.version);
  return {
    root,
    python: `${root}/bin/python`,
    bin: `${root}/bin`,
    sitePackages: `${root}/lib/python${minor}/site-packages`,
    headers: `${root}/include/site/python${minor}`,
    minor,
  };
}

/** The files that make a folder a venv. Source: PEP 405. */
export function venvEntries(python: PythonFacts): LayerEntry[] {
  const venv = venvOf(python);
  const home = python.executable.slice(0, python.executable.lastIndexOf("/"));
  const config = `home = ${home}\ninclude-system-site-packages = false\nversion = ${python.version}\n`;
  return [
    textEntry(`${venv.root}/pyvenv.cfg`, config),
    linkEntry(venv.python, python.executable),
    linkEntry(`${venv.bin}/python3`, "python"),
    linkEntry(`${venv.bin}/python${venv.minor}`, "python"),
    linkEntry(`${venv.root}/lib64`, "lib"),
    { ...common(venv.sitePackages), type: "directory", mode: 0o755, size: 0 },
  ];
}

/** The layer of an empty venv. */
export function venvLayer(python: PythonFacts): LayerSpec {
  const { version, executable, venv } = python;
  return {
    name: `venv of ${basename(executable)}`,
    key: keyOf({ recipe: "python-venv", version: 1, python: { version, executable, venv } }),
    entries: async () => venvEntries(python),
  };
}

/** A small generated file at an absolute path. */
export function textEntry(path: string, content: string | Uint8Array, mode = 0o644): LayerEntry {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return { ...common(path), type: "file", mode, size: bytes.length, source: { from: "bytes", bytes } };
}

function linkEntry(path: string, linkTarget: string): LayerEntry {
  return { ...common(path), type: "symlink", mode: 0o777, size: 0, linkTarget };
}

function common(path: string) {
  return { path: path.slice(1), uid: 0, gid: 0, mtime: installTime };
}
