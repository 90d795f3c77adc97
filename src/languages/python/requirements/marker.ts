import { CooperError } from "../../../core/error.ts";

/** An environment marker as a tree. Source: PEP 508, "Environment Markers". */
export type Marker =
  | { readonly type: "and" | "or"; readonly left: Marker; readonly right: Marker }
  | {
      readonly type: "compare";
      readonly left: MarkerOperand;
      readonly operator: string;
      readonly right: MarkerOperand;
    };

/** What a comparison compares: one of the environment's variables or a quoted text. */
export type MarkerOperand = { readonly variable: string } | { readonly text: string };

const token =
  /\s*(?:(?<paren>[()])|(?<text>"[^"]*"|'[^']*')|(?<operator>===|==|~=|!=|<=|>=|<|>|not\s+in\b|in\b)|(?<word>[a-z_.]+))/y;

const variables = new Set([
  "python_version",
  "python_full_version",
  "os_name",
  "sys_platform",
  "platform_release",
  "platform_system",
  "platform_version",
  "platform_machine",
  "platform_python_implementation",
  "implementation_name",
  "implementation_version",
  "extra",
  "extras",
  "dependency_groups",
]);

/** Far above any marker that a tool writes: parsing and evaluating go as deep as a marker is long. */
const maxLength = 2 ** 15;
const maxNesting = 100;

/** Parses what stands after the `;` of a requirement; throws `BAD_MARKER`. */
export function parseMarker(source: string, where?: string): Marker {
  const reader = new TokenReader(source, where);
  if (source.length > maxLength) throw reader.tooLong();
  const marker = parseOr(reader);
  if (reader.peek !== undefined) throw reader.unexpected();
  return marker;
}

function parseOr(reader: TokenReader): Marker {
  let left = parseAnd(reader);
  while (reader.takeIf("or")) left = { type: "or", left, right: parseAnd(reader) };
  return left;
}

function parseAnd(reader: TokenReader): Marker {
  let left = parseAtom(reader);
  while (reader.takeIf("and")) left = { type: "and", left, right: parseAtom(reader) };
  return left;
}

function parseAtom(reader: TokenReader): Marker {
  if (!reader.takeIf("(")) return parseComparison(reader);
  reader.nesting += 1;
  if (reader.nesting > maxNesting) throw reader.tooLong();
  const marker = parseOr(reader);
  if (!reader.takeIf(")")) throw reader.unexpected();
  reader.nesting -= 1;
  return marker;
}

function parseComparison(reader: TokenReader): Marker {
  const left = parseOperand(reader);
  const operator = reader.take("operator").replace(/\s+/g, " ");
  return { type: "compare", left, operator, right: parseOperand(reader) };
}

function parseOperand(reader: TokenReader): MarkerOperand {
  if (reader.peek?.kind === "text") return { text: reader.take("text").slice(1, -1) };
  const name = reader.peek?.value.replaceAll(".", "_") ?? "";
  const variable = name === "python_implementation" ? "platform_python_implementation" : name;
  if (!variables.has(variable)) throw reader.unexpected();
  reader.take("word");
  return { variable };
}

interface Token {
  readonly kind: string;
  readonly value: string;
}

/** Hands out the tokens of a marker, one ahead. */
class TokenReader {
  readonly #source: string;
  readonly #where: string | undefined;
  #position = 0;
  /** Parentheses that are open. */
  nesting = 0;
  peek: Token | undefined;

  constructor(source: string, where: string | undefined) {
    this.#source = source.trimEnd();
    this.#where = where;
    this.#advance();
  }

  takeIf(value: string): boolean {
    if (this.peek?.value !== value) return false;
    this.#advance();
    return true;
  }

  take(kind: string): string {
    if (this.peek?.kind !== kind) throw this.unexpected();
    const { value } = this.peek;
    this.#advance();
    return value;
  }

  unexpected(): CooperError {
    const found = this.peek ? `"${this.peek.value}"` : "its end";
    return this.#bad(`\`${this.#source}\` cannot be read at ${found}`);
  }

  tooLong(): CooperError {
    return this.#bad(`\`${this.#source.slice(0, 60)}…\` is too long or too deep`);
  }

  #bad(why: string): CooperError {
    return new CooperError(`the marker ${why}`, {
      code: "BAD_MARKER",
      where: this.#where,
      hint: "A marker compares a variable with a quoted text: python_version >= '3.11' and sys_platform == 'linux'.",
    });
  }

  #advance(): void {
    this.peek = undefined;
    if (this.#position >= this.#source.length) return;
    token.lastIndex = this.#position;
    const groups = token.exec(this.#source)?.groups ?? { word: this.#source.slice(this.#position) };
    this.#position = token.lastIndex || this.#source.length;
    const [kind, value] = Object.entries(groups).find(([, text]) => text !== undefined) as [string, string];
    this.peek = { kind, value };
  }
}
