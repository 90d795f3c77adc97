import assert from "node:assert/strict";
import { test } from "node:test";
import { CooperError } from "../../core/error.ts";
import { jsonProgress } from "./json.ts";

test("every event is one line of JSON with its time", () => {
  const lines: string[] = [];
  const listen = jsonProgress((line) => lines.push(line));
  listen({ type: "start", id: "1", name: "x" });
  listen({ type: "failed", id: "1", error: new CooperError("no", { code: "NO", hint: "yes" }) });
  const [first, second] = lines.map((line) => JSON.parse(line));
  assert.ok(lines.every((line) => line.endsWith("\n")));
  assert.equal(first.name, "x");
  assert.ok(Number.isInteger(first.at));
  assert.deepEqual(second.error, { message: "no", code: "NO", hint: "yes" });
});
