import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { reporterFor } from "./reporter.ts";

for (const mode of ["plain", "json"] as const) {
  test(`progress as ${mode} is silent once it was stopped`, () => {
    const stream = new PassThrough();
    const reporter = reporterFor(mode, stream as unknown as NodeJS.WriteStream, (_, text) => text);
    reporter.listen({ type: "log", level: "info", message: "before" });
    reporter.stop();
    reporter.listen({ type: "log", level: "info", message: "after" });
    const said = String(stream.read());
    assert.match(said, /before/);
    assert.doesNotMatch(said, /after/);
  });
}
