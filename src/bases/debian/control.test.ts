import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { type Paragraph, paragraphs, parseControl } from "./control.ts";

const text = `# a comment
Package: one
Description: short
 long ü
\t.
Depends: a,
 b

Package:two
Empty:


Package: three
no colon here
 folded into nothing
Version: 3`;

const expected = [
  { package: "one", description: "short\nlong ü\n.", depends: "a,\nb" },
  { package: "two", empty: "" },
  { package: "three", version: "3" },
];

async function read(chunks: Iterable<Uint8Array>, wanted?: ReadonlySet<string>): Promise<object[]> {
  const source = (async function* () {
    yield* chunks;
  })();
  return (await Array.fromAsync(paragraphs(source, wanted))).map(plain);
}

function plain(paragraph: Paragraph): object {
  return Object.fromEntries(paragraph);
}

test("paragraphs of a text", () => {
  assert.deepEqual(parseControl(text).map(plain), expected);
  assert.deepEqual(parseControl(text.replaceAll("\n", "\r\n")).map(plain), expected);
  assert.deepEqual(parseControl(""), []);
});

test("a stream gives the same wherever it is cut", async () => {
  const bytes = Buffer.from(text);
  const cut = fc.nat(bytes.length);
  await fc.assert(
    fc.asyncProperty(fc.tuple(cut, cut), fc.boolean(), async ([a, b], ended) => {
      const [x, y] = [Math.min(a, b), Math.max(a, b)];
      const chunks = [bytes.subarray(0, x), bytes.subarray(x, y), bytes.subarray(y)];
      assert.deepEqual(await read(ended ? [...chunks, Buffer.from("\n\n")] : chunks), expected);
    }),
  );
});

test("only wanted fields are kept, folded lines of others are not", async () => {
  assert.deepEqual(await read([Buffer.from(text)], new Set(["package", "version"])), [
    { package: "one" },
    { package: "two" },
    { package: "three", version: "3" },
  ]);
});
