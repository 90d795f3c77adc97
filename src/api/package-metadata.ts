import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, TomlError } from "smol-toml";
import { codeOf } from "../core/error.ts";
import type { PackageMetadata } from "../release/publish/annotations.ts";

/** What `pyproject.toml` beside an image says of the package; nothing where there is none or it cannot be read. */
export async function packageMetadata(directory: string): Promise<PackageMetadata> {
  try {
    return fromPyproject(parse(await readFile(join(directory, "pyproject.toml"), "utf8")));
  } catch (error) {
    // Who needs the file to be right complains with its line: the builder. Here it only adds words.
    if (codeOf(error) === "ENOENT" || error instanceof TomlError) return {};
    throw error;
  }
}

/** Source: Python packaging, "pyproject.toml specification", `[project]`; PEP 639 for `license`. */
function fromPyproject({ project }: { readonly project?: unknown }): PackageMetadata {
  const { version, description, license, urls } = tableOf(project);
  const { Homepage, homepage, Repository, repository } = tableOf(urls);
  return {
    version: textOf(version),
    description: textOf(description),
    licenses: textOf(license),
    url: [Homepage, homepage, Repository, repository].map(textOf).find(Boolean),
  };
}

function tableOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
