import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cutMembers } from "./tar-members.ts";
import { type TarInput, writeTar } from "./tar-writer.ts";
import { all, file, header, inChunks, noise } from "./testing/archive.ts";

const mebibyte = 2 ** 20;

async function cut(entries: readonly TarInput[], chunk = 100_000): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  const tar = await all(writeTar(entries));
  for await (const piece of cutMembers(inChunks(tar, chunk))) pieces.push(Buffer.from(piece));
  assert.ok(Buffer.concat(pieces).equals(tar), "the pieces are the tar");
  return pieces;
}

/** Many small files, 8 MiB in all. */
const small = (count: number) =>
  Array.from({ length: count }, (_, i) => file(`pkg/module${i}.py`, noise(((i * 7919) % 16) * 1024, i + 1)));

test("pieces put together are the tar, whatever is in it", async () => {
  const size = fc.constantFrom(0, 1, 511, 512, 300_000, mebibyte, 3 * mebibyte + 5);
  const entry = fc.tuple(fc.string({ minLength: 1, maxLength: 200 }), size);
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 5 }),
      fc.constantFrom(1000, 65_536, 10_000_000),
      async (list, chunk) => {
        const names = list.map(([name, size]) =>
          file(`x${name.replaceAll("\0", "").replaceAll("/", "")}`, noise(size)),
        );
        await cut(names, chunk);
      },
    ),
    { numRuns: 15 },
  );
});

test("pieces do not depend on the chunks in which the tar comes", async () => {
  assert.deepEqual(await cut(small(300), 5000), await cut(small(300), 10_000_000));
});

test("small files share pieces of bounded size", async () => {
  const pieces = await cut(small(1000));
  assert.ok(pieces.length > 3 && pieces.length < 30, `${pieces.length} pieces`);
  assert.ok(pieces.every((piece) => piece.length < 5 * mebibyte));
});

test("empty files and folders without end are cut too", async () => {
  const folders = Array.from({ length: 12_000 }, (_, i) => ({
    header: header({ path: `d${i}`, type: "directory" }),
  }));
  const sizes = (await cut(folders as TarInput[])).map((piece) => piece.length);
  assert.ok(Math.max(...sizes) < 5 * mebibyte && sizes.length > 1);
});

test("a large file has pieces of its own, the first with its header", async () => {
  const pieces = await cut([
    file("a", noise(10)),
    file("large", noise(2.5 * mebibyte)),
    file("z", noise(10)),
  ]);
  assert.deepEqual(
    pieces.map((piece) => piece.length),
    [1024, 512 + mebibyte, mebibyte, mebibyte / 2, 1024 + 1024],
  );
});

const changes: [name: string, change: (entries: TarInput[]) => TarInput[]][] = [
  [
    "changed",
    (entries) => entries.with(500, file("pkg/module500.py", noise(((500 * 7919) % 16) * 1024, 9999))),
  ],
  ["added", (entries) => entries.toSpliced(500, 0, file("pkg/added.py", noise(3000)))],
  ["removed", (entries) => entries.toSpliced(500, 1)],
];
for (const [name, change] of changes) {
  test(`a file that is ${name} changes the piece it is in, and at most the next`, async () => {
    const before = new Set((await cut(small(1000))).map((piece) => piece.toString("latin1")));
    const after = await cut(change(small(1000)));
    const fresh = after.filter((piece) => !before.has(piece.toString("latin1")));
    assert.ok(fresh.length >= 1 && fresh.length <= 2, `${fresh.length} new pieces of ${after.length}`);
  });
}

test("what is no sound tar is refused", async () => {
  const read = async (bytes: Buffer) => {
    for await (const _ of cutMembers(inChunks(bytes)));
  };
  await assert.rejects(read(noise(2000)), { code: "BAD_ARCHIVE" });
  const tar = await all(writeTar([file("a", noise(2 * mebibyte))]));
  await assert.rejects(read(tar.subarray(0, mebibyte)), { code: "TRUNCATED" });
});
