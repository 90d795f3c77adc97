/** Whether a tag fits a pattern in which `*` stands for any characters, none too. */
export function matchesTag(pattern: string, tag: string): boolean {
  const parts = pattern.split("*").map(RegExp.escape);
  return new RegExp(`^${parts.join(".*")}$`).test(tag);
}
