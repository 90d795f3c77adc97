import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { parsePlatform } from "../../../oci/platform.ts";
import type { ImageFacts } from "../../../plan/facts.ts";
import { compatibleTags } from "./tags.ts";

interface Case {
  python: string;
  libc: ImageFacts["libc"];
  platform: string;
  count: number;
  sha256: string;
  first: string[];
  last: string[];
}
const fixture = JSON.parse(await readFile(new URL("./tags.fixture.json", import.meta.url), "utf8")) as {
  cases: Case[];
};

test("tags come in the order of Python's packaging", () => {
  for (const { python, libc, platform, ...expected } of fixture.cases) {
    const tags = compatibleTags({ python, libc, platform: parsePlatform(platform) });
    assert.deepEqual(tags.slice(0, expected.first.length), expected.first, `${platform} ${python}`);
    assert.deepEqual(tags.slice(-3), expected.last);
    assert.equal(tags.length, expected.count);
    assert.equal(createHash("sha256").update(tags.join("\n")).digest("hex"), expected.sha256);
  }
});

test("where the C library is not known, only wheels for any platform fit", () => {
  const tags = compatibleTags({ python: "3.11.2", libc: undefined, platform: parsePlatform("linux/amd64") });
  assert.ok(tags.every((tag) => tag.endsWith("-none-any")));
  assert.ok(tags.includes("py3-none-any"));
});
