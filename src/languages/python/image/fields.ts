import type { CommonFields } from "../../../workspace/definition.ts";

/**
 * What {@link pyImage} takes. Paths are relative to the folder of the `image.ts`, or begin with `//` at the
 * root of the workspace.
 */
export interface PyImageFields extends CommonFields {
  /**
   * File that is run when the container starts, such as `"main.py"`. Without `main` and `module` the image is
   * a base for others: it has the dependencies, and of the folder only what `srcs` names.
   */
  readonly main?: string | undefined;
  /** Module that is run when the container starts, as `python -m` does: `"todost"`. Instead of `main`. */
  readonly module?: string | undefined;
  /**
   * Lock file with all that is to be installed: requirements with hashes (`pip-compile --generate-hashes`,
   * `uv pip compile --generate-hashes`), `uv.lock` or `pylock.toml`. What the base has already is not
   * installed again.
   */
  readonly deps?: string | undefined;
  /** Extras of the project in a `uv.lock` or `pylock.toml` that are installed too. */
  readonly extras?: readonly string[] | undefined;
  /** Dependency groups in a `uv.lock` or `pylock.toml` that are installed too. */
  readonly groups?: readonly string[] | undefined;
  /**
   * Files of the folder to pack into `/app`, as `.dockerignore` writes patterns: `["*.py", "static",
   * "!tests"]`. All files where this is absent. What `.gitignore` and `.dockerignore` leave out stays out.
   */
  readonly srcs?: readonly string[] | undefined;
  /** Settings to pack into `/app`: files and folders by name, also files which git ignores. */
  readonly configs?: readonly string[] | undefined;
  /** Other files to pack into `/app`: files and folders by name, also files which git ignores. */
  readonly data?: readonly string[] | undefined;
  /**
   * Folders of the workspace from which Python imports: `["//libs/shared"]`. A folder with `__init__.py` is
   * imported by its own name, of any other the modules in it.
   */
  readonly libs?: readonly string[] | undefined;
  /**
   * Packs compiled modules beside the sources: a service starts in about half the time, and is about a third
   * larger. Needs CPython of the image's minor version on the machine that builds.
   */
  readonly bytecode?: boolean | undefined;
  /** Patterns of files that look like secrets and are none. */
  readonly allowSecrets?: readonly string[] | undefined;
}

/** What {@link pyServiceImage} takes: a service listens somewhere, and has something to run. */
export interface PyServiceImageFields extends PyImageFields {
  readonly ports: readonly number[];
}
