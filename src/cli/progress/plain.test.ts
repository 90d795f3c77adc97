import assert from "node:assert/strict";
import { test } from "node:test";
import type { ProgressEvent } from "../../core/progress.ts";
import { plainProgress, seconds } from "./plain.ts";

/** What is printed for some events, times taken out. */
function printed(events: readonly ProgressEvent[]): string {
  let text = "";
  const listen = plainProgress(
    (part) => {
      text += part;
    },
    (_, part) => part,
  );
  for (const event of events) listen(event);
  return text.replace(/ \d+\.\ds/g, " TIME");
}

const start = { type: "start", id: "1", name: "glibc" } as const;

test("a step is told when it ends", () => {
  assert.equal(printed([start]), "");
  assert.equal(printed([start, { type: "done", id: "1", cached: false }]), "done   glibc TIME\n");
  assert.equal(printed([start, { type: "failed", id: "1", error: new Error() }]), "failed glibc TIME\n");
});

test("a step that another failure has ended did not fail", () => {
  const error = new DOMException("This operation was aborted", "AbortError");
  assert.equal(printed([start, { type: "failed", id: "1", error }]), "");
});

test("what is cached within an image is not told, a whole image is", () => {
  assert.equal(printed([start, { type: "done", id: "1", cached: true }]), "");
  const image = { ...start, target: "todost", name: "linux/amd64" };
  const done = { type: "done", id: "1", cached: true, detail: "3 layers" } as const;
  assert.equal(printed([image, done]), "cached todost linux/amd64 3 layers\n");
});

test("remarks are told at once", () => {
  assert.equal(printed([{ type: "log", level: "warn", message: "shallow" }]), "warning shallow\n");
});

test("the end of an unknown step is nothing", () => {
  assert.equal(printed([{ type: "done", id: "9", cached: false }]), "");
});

test("times read well", () => {
  assert.equal(seconds(420), "0.4s");
  assert.equal(seconds(65_400), "1m05s");
});
