import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { percentDecoded } from "../../../core/percent.ts";
import { sdistNameOf, wheelNameOf } from "../wheel/wheel-name.ts";
import { malformedLock } from "./lock-error.ts";

/** Name, version and file name of the package that a URL or path of a wheel or a source distribution leads to. */
export interface DirectFile {
  readonly filename: string;
  readonly name: string;
  readonly version: string;
}

/** The last part of the path of a URL. */
export function lastPartOf(url: string): string {
  return percentDecoded(/([^/]*)$/.exec(url.replace(/[?#].*$/, ""))?.[1] ?? "");
}

/** What a file name says; throws `BAD_LOCK` where it is neither a wheel's nor a source distribution's. */
export function directFileOf(filename: string, where: string): DirectFile {
  const parsed = wheelNameOf(filename) ?? sdistNameOf(filename);
  if (parsed) return { filename, name: parsed.name, version: parsed.version };
  throw malformedLock(
    `"${filename}" is neither a wheel nor a source distribution`,
    where,
    "Wheels are named name-version-python-abi-platform.whl, source distributions name-version.tar.gz.",
  );
}

/**
 * A requirement that begins with a path or a URL, in the form `name @ url`; nothing for any other. Paths are relative
 * to the file that names them.
 */
export function directReference(text: string, file: string, where: string): string | undefined {
  const [, target = "", rest = ""] = /^(\S+)(.*)$/s.exec(text) ?? [];
  const remote = /^(?:https?|file):/i.test(target);
  if (!remote && !/^\.{0,2}\/|\.(?:whl|zip|tar\.gz)$/i.test(target)) return undefined;
  const url = remote ? target : pathToFileURL(resolve(dirname(file), target)).href;
  return `${directFileOf(lastPartOf(url), where).name} @ ${url}${rest}`;
}
