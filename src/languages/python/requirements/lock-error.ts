import { CooperError } from "../../../core/error.ts";

/** How to write hashes with each tool. */
const remedy =
  "Write the lock with hashes: `uv pip compile --generate-hashes requirements.in -o requirements_lock.txt`, or `pip-compile --generate-hashes`.";

/** A package whose files could be anything: nothing in the lock says which bytes are meant. */
export function withoutHashes(name: string, where: string, others = 0): CooperError {
  const more = others > 0 ? `, nor do ${others} more packages` : "";
  return new CooperError(`${name} has no sha256 hash in the lock${more}`, {
    code: "LOCK_WITHOUT_HASHES",
    where,
    hint: remedy,
  });
}

/** A kind of dependency that has no fixed bytes: a repository, an editable project, a folder. */
export function unsupportedSource(name: string, kind: string, where: string): CooperError {
  return new CooperError(`${name} comes from ${kind}, which is not a file with a fixed hash`, {
    code: "LOCK_UNSUPPORTED",
    where,
    hint: `Build a wheel of ${name}, publish it to your index or keep it in the repository, and lock that; or add its sources to the image as application files.`,
  });
}

/** A lock that cannot be used on the Python of the base. */
export function pythonUnsupported(
  subject: string,
  wanted: string,
  python: string,
  where: string,
): CooperError {
  return new CooperError(`${subject} is for Python ${wanted}, the base has Python ${python}`, {
    code: "PYTHON_UNSUPPORTED",
    where,
    hint: "Choose a base with that Python, or lock again for the Python of the base (`uv pip compile --python-version`).",
  });
}

/** A lock that says something it must not say. */
export function malformedLock(message: string, where: string, hint?: string): CooperError {
  return new CooperError(message, {
    code: "BAD_LOCK",
    where,
    hint: hint ?? "Write the lock again with the tool that made it.",
  });
}
