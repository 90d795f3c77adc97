import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { documentLimit, parseDocument, writeDocument } from "./document.ts";
import { count, list, map, object, optional, text } from "./shape.ts";

interface Sample {
  readonly name: string;
  readonly size?: number;
  readonly tags: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

const shape = object<Sample>({
  name: text,
  size: optional(count),
  tags: list(text),
  labels: optional(map(text)),
});
const kind = { name: "sample", code: "BAD_SAMPLE", where: "here" };
const parse = (content: string | Uint8Array) => parseDocument(Buffer.from(content), shape, kind);

test("errors name the document, the field and what is there instead", () => {
  const cases: [string, RegExp][] = [
    ["{", /the sample is not valid: it is not JSON/],
    ["[]", /the document must be an object, not a list/],
    ["null", /the document must be an object, not null/],
    ['{"tags":[]}', /name must be text, not absent/],
    ['{"name":1,"tags":[]}', /name must be text, not 1/],
    ['{"name":"a","tags":["b",{}]}', /tags\[1\] must be text, not an object/],
    ['{"name":"a","tags":[],"size":-1}', /size must be a whole number, not -1/],
    ['{"name":"a","tags":[],"size":1e300}', /size must be a whole number/],
    ['{"name":"a","tags":[],"labels":{"k":[]}}', /labels\.k must be text, not a list/],
    [`{"name":"a","tags":"${"x".repeat(100)}"}`, /tags must be a list, not "x{56}…$/],
  ];
  for (const [content, message] of cases) {
    assert.throws(() => parse(content), { code: "BAD_SAMPLE", where: "here", message }, content);
  }
});

test("bytes that are not UTF-8 are refused", () => {
  const broken = Buffer.concat([Buffer.from('{"name":"'), Buffer.of(0xff), Buffer.from('","tags":[]}')]);
  assert.throws(() => parse(broken), { code: "BAD_SAMPLE", message: /not JSON/ });
});

test("a document over the limit is refused before it is parsed", () => {
  const spaces = " ".repeat(documentLimit);
  assert.throws(() => parse(`${spaces}{}`), { code: "BAD_SAMPLE", message: /4194306 bytes/ });
});

test("null counts as absent where a field may be absent, and unknown fields are left out", () => {
  assert.deepEqual(parse('{"name":"a","tags":[],"size":null,"more":1}'), { name: "a", tags: [] });
});

test("a written document does not depend on the order of fields and keys", () => {
  const a = writeDocument({ name: "n", tags: ["2", "1"], labels: { b: "1", a: "2" } }, shape);
  const b = writeDocument({ labels: { a: "2", b: "1" }, tags: ["2", "1"], name: "n" }, shape);
  assert.equal(a.toString(), '{"name":"n","tags":["2","1"],"labels":{"a":"2","b":"1"}}');
  assert.deepEqual(a, b);
});

test("what is written parses to the same", () => {
  const labels = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));
  const sample = fc.record({ name: fc.string(), tags: fc.array(fc.string()), size: fc.nat(), labels });
  fc.assert(
    fc.property(sample, (value) => {
      const once = writeDocument(value, shape);
      assert.deepEqual(writeDocument(parse(once), shape), once);
      assert.equal(parse(once).name, value.name);
      assert.equal(Object.keys(parse(once).labels ?? {}).length, Object.keys(value.labels).length);
    }),
  );
});

test("a byte order mark, which other readers refuse, is refused", () => {
  assert.throws(() => parse('\ufeff{"name":"a","tags":[]}'), { message: /it is not JSON/ });
});
