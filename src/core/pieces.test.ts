import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inPieces } from "./pieces.ts";

test("the same bytes come in pieces of a size and more, whatever the chunks", async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40 }));
  await fc.assert(
    fc.asyncProperty(chunks, fc.integer({ min: 1, max: 20 }), async (source, size) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of inPieces(each(source), size)) pieces.push(Uint8Array.from(piece));
      assert.deepEqual(Buffer.concat(pieces), Buffer.concat(source));
      assert.ok(pieces.slice(0, -1).every((piece) => piece.length >= size));
      assert.ok(pieces.every((piece) => piece.length > 0));
    }),
  );
});

async function* each(chunks: readonly Uint8Array[]) {
  yield* chunks;
}
