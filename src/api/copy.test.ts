import assert from "node:assert/strict";
import { test } from "node:test";
import { silent } from "../core/progress.ts";
import { digestOf } from "../oci/digest.ts";
import { copy } from "./copy.ts";

test("a target with a digest is refused before anybody is asked", async () => {
  const target = `registry.invalid/team/app@${digestOf("another image")}`;
  await assert.rejects(
    copy({ source: "registry.invalid/team/app:1.0", target, start: "." }, { env: {}, progress: silent }),
    { code: "BAD_REFERENCE" },
  );
});
