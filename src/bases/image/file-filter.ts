import type { FileRules } from "../recipes/file-rules.ts";
import { filePattern } from "./file-pattern.ts";

/** Whether a file of a package goes into the image. */
export type FileFilter = (path: string) => boolean;

/** What the rules say of the files of one package. */
export function fileFilter(rules: FileRules, packageName: string): FileFilter {
  const only = rules.only[packageName];
  if (only) return anyOf(only);
  const [leftOut, kept] = [anyOf(rules.leaveOut), anyOf(rules.keep)];
  return (path) => !leftOut(path) || kept(path);
}

function anyOf(patterns: readonly string[]): FileFilter {
  const tests = patterns.map(filePattern);
  return (path) => tests.some((test) => test.test(path));
}
