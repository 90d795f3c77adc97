/** One spelling for each project, group and extra name: lower case, runs of `-`, `_` and `.` become `-`. Source: PEP 503. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** Whether a text can be the name of a project. Source: PEP 508, "Names". */
export function isName(text: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(text);
}
