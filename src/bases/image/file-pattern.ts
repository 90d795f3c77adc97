/**
 * A test for paths from a pattern of `FileRules`: `*` is anything but `/`, `**` anything, `{a,b}` one of them, all else
 * itself. A path matches as a whole.
 */
export function filePattern(pattern: string): RegExp {
  return new RegExp(`^(?:${sourceOf(pattern)})$`, "su");
}

function sourceOf(pattern: string): string {
  return pattern.replace(/\*\*|\*|\{([^{}]*)\}|[^*{]+|\{/g, (token, choices?: string) => {
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (choices === undefined) return RegExp.escape(token);
    return `(?:${choices.split(",").map(sourceOf).join("|")})`;
  });
}
