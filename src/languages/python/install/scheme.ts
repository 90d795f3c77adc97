import type { Venv } from "./venv.ts";
import { badWheel } from "./wheel-error.ts";

/** Where a file of a wheel goes. */
export interface Destination {
  /** Absolute path in the image. */
  readonly path: string;
  /** Scripts are made executable, and their first line may be rewritten. */
  readonly isScript: boolean;
}

/** What decides where the files of one wheel go. */
export interface SchemeRequest {
  readonly venv: Venv;
  /** File name of the wheel, for errors. */
  readonly where: string;
  /** Name of the project, for its headers. */
  readonly name: string;
  /** Such as `requests-2.32.0.data`. */
  readonly dataFolder: string;
}

/**
 * Where a wheel's file is installed: pure and platform libraries both go to `site-packages`, `.data/<key>/…`
 * to the folder which the key stands for. Source: binary distribution format, "The .data directory".
 */
export function destination(path: string, request: SchemeRequest): Destination {
  const { venv, dataFolder, where } = request;
  const folder = path.slice(0, path.indexOf("/"));
  if (folder !== dataFolder) return { path: `${venv.sitePackages}/${path}`, isScript: false };
  const [, key = "", rest = ""] = /^[^/]+\/([^/]+)\/(.+)$/s.exec(path) ?? [];
  const root = schemeFolder(key, request);
  if (root === undefined) throw badWheel(`nobody knows where ${path} belongs`, where);
  // lib64 of a venv is a link to lib, so that is where an installer's files land.
  const place = key === "data" ? rest.replace(/^lib64\//, "lib/") : rest;
  return { path: `${root}/${place}`, isScript: key === "scripts" };
}

function schemeFolder(key: string, { venv, name }: SchemeRequest): string | undefined {
  switch (key) {
    case "purelib":
    case "platlib":
      return venv.sitePackages;
    case "scripts":
      return venv.bin;
    case "data":
      return venv.root;
    case "headers":
      return `${venv.headers}/${name}`;
    default:
      return undefined;
  }
}
