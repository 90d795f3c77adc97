import assert from "node:assert/strict";
import { test } from "node:test";
import type { PyImageFields, PyServiceImageFields } from "./fields.ts";
import { pyImage, pyServiceImage } from "./macros.ts";

const service: PyServiceImageFields = { name: "todo", main: "main.py", ports: [8000] };

test("a definition keeps its fields as they were written", () => {
  const fields = { ...service, deps: "requirements_lock.txt", healthcheck: { http: "/health" } };
  assert.deepEqual(pyServiceImage(fields).fields, fields);
  assert.equal(pyImage({ name: "base" }).kind, "python");
});

const mistakes: readonly [what: string, fields: Record<string, unknown>, code: string][] = [
  ["a misspelt field", { ...service, mian: "main.py" }, "UNKNOWN_FIELD"],
  ["no ports", { name: "todo", main: "main.py" }, "MISSING_FIELD"],
  ["an empty list of ports", { ...service, ports: [] }, "BAD_FIELD"],
  ["nothing to run", { name: "todo", ports: [80] }, "BAD_FIELD"],
  ["two things to run", { ...service, module: "todo" }, "BAD_FIELD"],
  ["a main that is no Python", { ...service, main: "main.sh" }, "BAD_FIELD"],
  ["a module with a path", { name: "todo", module: "todo/server", ports: [80] }, "BAD_FIELD"],
  ["a module that is a file", { name: "todo", module: "main.py", ports: [80] }, "BAD_FIELD"],
  ["libs that are no folder of the workspace", { ...service, libs: ["../common"] }, "BAD_FIELD"],
];

for (const [what, fields, code] of mistakes) {
  test(`${what} is refused`, () => {
    assert.throws(() => pyServiceImage(fields as unknown as PyServiceImageFields), { code });
  });
}

test("an image that is no service needs neither ports nor main", () => {
  const fields: PyImageFields = { name: "lucid-base", deps: "requirements_lock.txt" };
  assert.deepEqual(pyImage(fields).fields, fields);
});
