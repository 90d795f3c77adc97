import { Buffer } from "node:buffer";
import { CooperError } from "../../../core/error.ts";

// CPython writes a code object with back references where objects are shared, and which ones are shared
// depends on the history of the process that writes. Without references, as in version 2 of the format, the
// bytes are always the same, but every name stands there each time it is used: a third more. So texts, which
// are most of what repeats, are written here once, and referred to by number from then on: by value, not by
// identity.
//
// Source: CPython, Python/marshal.c, and for the fields of code objects Objects/codeobject.c, 3.11 to 3.14.

/** Marks an object to which later ones refer, by its number in the order of marks. */
const flagRef = 0x80;

const code = (character: string) => character.charCodeAt(0);
const type = {
  unicode: code("u"),
  shortAscii: code("z"),
  shortAsciiInterned: code("Z"),
  ref: code("r"),
} as const;

/** Bytes that follow the type of objects of fixed size. */
const fixed: ReadonlyMap<number, number> = new Map([
  ...[..."0NTF.S"].map((character): [number, number] => [code(character), 0]),
  [code("i"), 4],
  [code("g"), 8],
  [code("y"), 16],
]);

/** Types whose elements follow their number. */
const sequences = new Set([..."([<>"].map(code));

/** Fields of a code object: 32-bit numbers first, then objects, a number, and two objects. */
const codeFields = { numbers: 5, objects: 8, last: 2 } as const;

/**
 * A code object as `marshal.dumps(code, 2)` wrote it, with repeated texts as references. Loads as the same
 * object. Fails with `BAD_BYTECODE` for types that code objects do not hold.
 */
export function canonicalMarshal(bytes: Buffer): Buffer {
  const counts = new Map<string, number>();
  new Rewriter(bytes, (text) => {
    counts.set(text, (counts.get(text) ?? 0) + 1);
    return undefined;
  }).run();
  const numbers = new Map<string, number>();
  return new Rewriter(bytes, (text) => {
    const known = numbers.get(text);
    if (known !== undefined) return reference(known);
    const isShared = (counts.get(text) ?? 0) > 1;
    if (isShared) numbers.set(text, numbers.size);
    return textObject(text, isShared);
  }).run();
}

function reference(index: number): Buffer {
  const bytes = Buffer.from([type.ref, 0, 0, 0, 0]);
  bytes.writeUInt32LE(index, 1);
  return bytes;
}

/**
 * `text` holds bytes as Latin-1, so that any bytes stay what they are. Names are interned, as CPython would.
 */
function textObject(text: string, isShared: boolean): Buffer {
  const flag = isShared ? flagRef : 0;
  const content = Buffer.from(text, "latin1");
  const isAscii = !/[\x80-\xff]/.test(text);
  if (isAscii && content.length < 256) {
    const kind = /^\w+$/.test(text) ? type.shortAsciiInterned : type.shortAscii;
    return Buffer.concat([Buffer.from([kind | flag, content.length]), content]);
  }
  const head = Buffer.from([type.unicode | flag, 0, 0, 0, 0]);
  head.writeUInt32LE(content.length, 1);
  return Buffer.concat([head, content]);
}

/** Copies a marshalled object; what `replace` returns stands in place of a text. */
class Rewriter {
  readonly #bytes: Buffer;
  readonly #replace: (text: string) => Buffer | undefined;
  readonly #parts: Buffer[] = [];
  #at = 0;
  #copied = 0;

  constructor(bytes: Buffer, replace: (text: string) => Buffer | undefined) {
    this.#bytes = bytes;
    this.#replace = replace;
  }

  run(): Buffer {
    this.#object();
    if (this.#at !== this.#bytes.length) throw badBytecode("has bytes after its end");
    this.#parts.push(this.#bytes.subarray(this.#copied));
    return Buffer.concat(this.#parts);
  }

  #object(): void {
    const kind = this.#bytes[this.#at] ?? -1;
    this.#at += 1;
    const length = fixed.get(kind);
    if (length !== undefined) this.#skip(length);
    else if (kind === type.unicode) this.#text();
    else if (kind === code("s")) this.#skip(this.#number());
    else if (kind === code("l")) this.#skip(2 * Math.abs(this.#number()));
    else if (sequences.has(kind)) this.#objects(this.#number());
    else if (kind === code("c")) this.#code();
    else throw badBytecode(`holds an object of type ${kind}`);
  }

  #text(): void {
    const start = this.#at - 1;
    const length = this.#number();
    const text = this.#bytes.toString("latin1", this.#at, this.#at + length);
    this.#at += length;
    const replacement = this.#replace(text);
    if (!replacement) return;
    this.#parts.push(this.#bytes.subarray(this.#copied, start), replacement);
    this.#copied = this.#at;
  }

  #code(): void {
    this.#skip(4 * codeFields.numbers);
    this.#objects(codeFields.objects);
    this.#skip(4);
    this.#objects(codeFields.last);
  }

  #objects(count: number): void {
    for (let i = 0; i < count; i += 1) this.#object();
  }

  #skip(length: number): void {
    this.#at += length;
  }

  #number(): number {
    if (this.#at + 4 > this.#bytes.length) throw badBytecode("ends too early");
    this.#at += 4;
    return this.#bytes.readInt32LE(this.#at - 4);
  }
}

function badBytecode(what: string): CooperError {
  return new CooperError(`bytecode from Python ${what}`, {
    code: "BAD_BYTECODE",
    hint: "This version of Python compiles in a way that cooper does not know. Build without bytecode: true.",
  });
}
