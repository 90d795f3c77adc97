const folders = new Set([
  ".git",
  ".hg",
  ".svn",
  ".cooper",
  "__pycache__",
  ".venv",
  "venv",
  "node_modules",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".tox",
  ".nox",
  ".idea",
  ".vscode",
]);

const files = new Set([
  "image.ts",
  "cooper.config.ts",
  "cooper.lock",
  ".gitignore",
  ".gitattributes",
  ".dockerignore",
  ".DS_Store",
]);

/** Whether no image ever needs a folder of this name: version control, caches, environments of the host. */
export function isFolderLeftOut(name: string): boolean {
  return folders.has(name);
}

/** Whether no image ever needs a file of this name. A `.git` file stands in work trees and submodules. */
export function isFileLeftOut(name: string): boolean {
  return files.has(name) || name === ".git" || name.endsWith(".pyc");
}
