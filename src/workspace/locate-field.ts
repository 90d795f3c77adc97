/** Keys and list positions from the outermost: `["healthcheck", "port"]`, `["ports", 1]`. */
export type FieldPath = readonly (string | number)[];

/** A position in a text. Both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * The line on which a field is written inside the call that starts at `from`. Nothing where the value comes from
 * elsewhere, such as a spread or a variable.
 */
export function locateField(source: string, from: Position, path: FieldPath): number | undefined {
  const start = offsetOf(source, from);
  for (const field of fieldsOfCall(source.slice(start))) {
    const found = field.path.length === path.length && path.every((key, i) => key === field.path[i]);
    if (found) return from.line + countLines(source.slice(start, start + field.offset));
  }
  return undefined;
}

/** What matters of TypeScript here: comments, strings and words as units, brackets, commas, spreads. */
const token =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|[\w$]+|[{}[\](),]|\.{3}/g;

interface Scope {
  readonly bracket: string;
  /** The key whose value is being read, or the position in a list. */
  key: string | number | undefined;
  /** Whether a key or an item comes next. */
  fresh: boolean;
}

interface Field {
  readonly path: FieldPath;
  readonly offset: number;
}

/** The fields of all object literals and lists inside the first pair of brackets of a text, in order. */
function* fieldsOfCall(text: string): Generator<Field> {
  const scopes: Scope[] = [];
  for (const { 0: word, index } of text.matchAll(token)) {
    if (/^\/[/*]/.test(word)) continue;
    const scope = scopes.at(-1);
    if (scope?.fresh && beginsField(scope, word)) yield { path: pathOf(scopes), offset: index };
    if (/^[{[(]$/.test(word)) {
      scopes.push({ bracket: word, key: word === "[" ? 0 : undefined, fresh: word !== "(" });
    } else if (/^[}\])]$/.test(word)) {
      scopes.pop();
      if (scopes.length === 0) return;
    } else if (word === "," && scope) {
      nextField(scope);
    }
  }
}

function beginsField(scope: Scope, word: string): boolean {
  if (/^[}\]),]$/.test(word)) return false;
  scope.fresh = false;
  if (scope.bracket === "{") scope.key = word.replace(/^(["'])(.*)\1$/, "$2");
  return true;
}

function nextField(scope: Scope): void {
  scope.fresh = scope.bracket !== "(";
  scope.key = typeof scope.key === "number" ? scope.key + 1 : undefined;
}

/** Round brackets, of the call itself or of a call in a value, have no part in a path. */
function pathOf(scopes: readonly Scope[]): FieldPath {
  return scopes.flatMap((scope) => (scope.bracket === "(" ? [] : [scope.key ?? ""]));
}

function offsetOf(source: string, { line, column }: Position): number {
  let offset = 0;
  for (let n = 1; n < line; n += 1) offset = source.indexOf("\n", offset) + 1;
  return offset + column - 1;
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}
