/**
 * A test for paths from a pattern of {@link FileRules}: `*` is anything but `/`, `**` anything, `{a,b}` one of them,
 * all else itself. A path matches as a whole.
 */
export function filePattern(pattern: string): RegExp {
  let depth = 0;
  const source = pattern.replace(/\*\*|[*{},]|[^*{},]+/g, (token) => {
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token === "{") depth += 1;
    if (token === "{") return "(?:";
    if (token === "," && depth > 0) return "|";
    if (token === "}" && depth > 0) depth -= 1;
    else return RegExp.escape(token);
    return ")";
  });
  return new RegExp(`^(?:${source})$`, "su");
}
