import assert from "node:assert/strict";
import { fstatSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { SharedFiles } from "./shared-files.ts";

function shelf(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "cooper-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "file");
  writeFileSync(path, "content");
  let opened = 0;
  const open = async () => {
    opened += 1;
    return { fd: openSync(path, "r"), size: 7 };
  };
  return { files: new SharedFiles<string>(), open, opened: () => opened };
}

const isOpen = (fd: number) => {
  try {
    return fstatSync(fd).size === 7;
  } catch {
    return false;
  }
};

test("readers one after another share a file, which is closed when the turn ends", async (t) => {
  const { files, open, opened } = shelf(t);
  const first = await files.take("a", open);
  files.release("a", first);
  const second = await files.take("a", open);
  files.release("a", second);
  assert.equal(opened(), 1);
  assert.ok(isOpen(first.fd));
  await nextTurn();
  assert.ok(!isOpen(first.fd));
});

test("a file stays open while somebody reads it", async (t) => {
  const { files, open, opened } = shelf(t);
  const first = await files.take("a", open);
  files.release("a", await files.take("a", open));
  await nextTurn();
  assert.ok(isOpen(first.fd));
  files.release("a", first);
  await nextTurn();
  assert.ok(!isOpen(first.fd));
  files.release("a", await files.take("a", open));
  assert.equal(opened(), 2);
});

test("two that open at the same moment lose no file", async (t) => {
  const { files, open } = shelf(t);
  const both = await Promise.all([files.take("a", open), files.take("a", open)]);
  for (const file of both) files.release("a", file);
  await nextTurn();
  assert.deepEqual(
    both.map(({ fd }) => isOpen(fd)),
    [false, false],
  );
});
