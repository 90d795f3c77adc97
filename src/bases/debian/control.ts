import { Buffer } from "node:buffer";
import type { Bytes } from "../../core/stream.ts";

/** The fields of one paragraph, by their names in lower case. */
export type Paragraph = ReadonlyMap<string, string>;

const newline = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const tab = 0x09;
const hash = 0x23;
const colon = 0x3a;
/** Ends the last line and its paragraph. */
const end = Buffer.from("\n\n");

/**
 * Reads the paragraphs of a control file as they stream by, keeping only the wanted fields: an index of 60 MB is never
 * in memory, nor is any text that points into it. Lines of a folded value are joined with line ends, without the blanks
 * round them. Source: deb822(5).
 * @param wanted - Names in lower case; all fields where it is left out.
 */
export async function* paragraphs(source: Bytes, wanted?: ReadonlySet<string>): AsyncGenerator<Paragraph> {
  const reader = new ParagraphReader(wanted);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.lastIndexOf(newline) + 1;
    yield* reader.read(bytes.subarray(0, whole));
    rest = bytes.subarray(whole);
  }
  yield* reader.read(Buffer.concat([rest, end]));
}

/** All paragraphs of a text that is in memory, with all fields. */
export function parseControl(text: string): Paragraph[] {
  return [...new ParagraphReader().read(Buffer.concat([Buffer.from(text), end]))];
}

/** Works on offsets rather than on a view of each line: an index has more than a million. */
class ParagraphReader {
  readonly #wanted: ReadonlySet<string> | undefined;
  #fields = new Map<string, string>();
  /** The field that a folded line goes on with; nothing after a field that is not wanted. */
  #open: string | undefined;

  constructor(wanted?: ReadonlySet<string>) {
    this.#wanted = wanted;
  }

  /** The paragraphs that end in these bytes, which are whole lines. */
  *read(bytes: Buffer): Generator<Paragraph> {
    let start = 0;
    for (let stop = bytes.indexOf(newline); stop >= 0; stop = bytes.indexOf(newline, start)) {
      const first = bytes[start];
      if (first === newline || first === carriageReturn) yield* this.#end();
      else if (first === space || first === tab) this.#fold(bytes, { start, stop });
      else if (first !== hash) this.#field(bytes, { start, stop });
      start = stop + 1;
    }
  }

  *#end(): Generator<Paragraph> {
    this.#open = undefined;
    if (this.#fields.size === 0) return;
    yield this.#fields;
    this.#fields = new Map();
  }

  #field(bytes: Buffer, { start, stop }: Span): void {
    const nameEnd = bytes.indexOf(colon, start);
    const hasName = nameEnd > start && nameEnd < stop;
    const name = hasName ? bytes.toString("latin1", start, nameEnd).toLowerCase() : "";
    this.#open = hasName && (this.#wanted?.has(name) ?? true) ? name : undefined;
    if (this.#open !== undefined) this.#fields.set(name, textOf(bytes, { start: nameEnd + 1, stop }));
  }

  #fold(bytes: Buffer, { start, stop }: Span): void {
    if (this.#open === undefined) return;
    const text = textOf(bytes, { start: start + 1, stop });
    this.#fields.set(this.#open, `${this.#fields.get(this.#open)}\n${text}`);
  }
}

/** A line in a buffer, without its end. */
interface Span {
  readonly start: number;
  readonly stop: number;
}

/** Trims before decoding: a trimmed string would keep the longer one that it is a part of in memory. */
function textOf(bytes: Buffer, { start, stop }: Span): string {
  let [from, to] = [start, stop];
  while (from < to && isBlank(bytes[from])) from += 1;
  while (to > from && isBlank(bytes[to - 1])) to -= 1;
  return bytes.toString("utf8", from, to);
}

function isBlank(byte: number | undefined): boolean {
  return byte === space || byte === tab || byte === carriageReturn;
}
