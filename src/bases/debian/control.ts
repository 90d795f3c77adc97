import { Buffer } from "node:buffer";
import type { Bytes } from "../../core/stream.ts";

/** The fields of one paragraph, by their names in lower case. */
export type Paragraph = ReadonlyMap<string, string>;

const newline = 0x0a;
const colon = 0x3a;

/**
 * Reads the paragraphs of a control file as they stream by, keeping only the wanted fields: an index of 60 MB is never
 * in memory, nor is any text that points into it. Lines of a folded value are joined with line ends, without the space
 * they begin with. Source: deb822(5).
 * @param wanted - Names in lower case; all fields where it is left out.
 */
export async function* paragraphs(source: Bytes, wanted?: ReadonlySet<string>): AsyncGenerator<Paragraph> {
  const reader = new ParagraphReader(wanted);
  let rest: Uint8Array = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(newline) + 1;
    for (const line of linesOf(bytes.subarray(0, end))) {
      const ended = reader.take(line);
      if (ended) yield ended;
    }
    rest = bytes.subarray(end);
  }
  const last = reader.take(Buffer.from(rest)) ?? reader.end();
  if (last) yield last;
}

/** All paragraphs of a text that is in memory, with all fields. */
export function parseControl(text: string): Paragraph[] {
  const reader = new ParagraphReader();
  const found = text.split("\n").map((line) => reader.take(Buffer.from(line)));
  return [...found, reader.end()].filter((paragraph) => paragraph !== undefined);
}

/** Lines without their ends; each is a view of the bytes. */
function* linesOf(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

class ParagraphReader {
  readonly #wanted: ReadonlySet<string> | undefined;
  #fields = new Map<string, string>();
  /** The field that a folded line goes on with; nothing after a field that is not wanted. */
  #open: string | undefined;

  constructor(wanted?: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  /** The paragraph that this line ends, if it ends one. */
  take(line: Buffer): Paragraph | undefined {
    const first = line[0];
    if (first === undefined || first === 0x0d) return this.end();
    if (first === 0x20 || first === 0x09) this.#fold(line);
    else if (first !== 0x23) this.#field(line);
    return undefined;
  }

  end(): Paragraph | undefined {
    this.#open = undefined;
    if (this.#fields.size === 0) return undefined;
    const fields = this.#fields;
    this.#fields = new Map();
    return fields;
  }

  #field(line: Buffer): void {
    const end = line.indexOf(colon);
    const name = line.toString("latin1", 0, Math.max(end, 0)).toLowerCase();
    this.#open = end > 0 && (this.#wanted?.has(name) ?? true) ? name : undefined;
    if (this.#open !== undefined) this.#fields.set(name, line.toString("utf8", end + 1).trim());
  }

  #fold(line: Buffer): void {
    if (this.#open === undefined) return;
    const text = line.toString("utf8", 1).trimEnd();
    this.#fields.set(this.#open, `${this.#fields.get(this.#open)}\n${text}`);
  }
}
