import assert from "node:assert/strict";
import { test } from "node:test";
import { chunkStart, rangeAsked } from "./byte-range.ts";

const asked: readonly [string | undefined, ReturnType<typeof rangeAsked>][] = [
  [undefined, undefined],
  ["bytes=0-0", { offset: 0, length: 1 }],
  ["bytes=10-19", { offset: 10, length: 10 }],
  ["bytes=90-", { offset: 90, length: 10 }],
  ["bytes=90-500", { offset: 90, length: 10 }],
  ["bytes=-5", { offset: 95, length: 5 }],
  ["bytes=-500", { offset: 0, length: 100 }],
  ["bytes=0-1,5-6", undefined],
  ["bytes=-", undefined],
  ["lines=1-2", undefined],
];

for (const [header, range] of asked) {
  test(`of 100 bytes ${header}`, () => assert.deepEqual(rangeAsked(header, 100), range));
}

for (const header of ["bytes=100-", "bytes=100-200", "bytes=9-8", "bytes=-0"]) {
  test(`of 100 bytes ${header} is refused`, () => {
    assert.throws(() => rangeAsked(header, 100), {
      status: 416,
      headers: { "Content-Range": "bytes */100" },
    });
  });
}

test("an empty blob has no range", () => {
  assert.throws(() => rangeAsked("bytes=0-", 0), { status: 416 });
});

test("a chunk says where it begins in the form of OCI or of HTTP", () => {
  const starts = [undefined, "0-9", "10-19", "bytes 20-29/30", "bytes 20-29/*"].map(chunkStart);
  assert.deepEqual(starts, [undefined, 0, 10, 20, 20]);
  for (const header of ["", "9", "-9", "0-", "0-x"]) assert.throws(() => chunkStart(header), { status: 400 });
});
