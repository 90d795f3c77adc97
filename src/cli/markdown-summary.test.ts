import assert from "node:assert/strict";
import { test } from "node:test";
import type { BuiltImage } from "../api/built-image.ts";
import { digestOf } from "../oci/digest.ts";
import { buildTable } from "./markdown-summary.ts";

test("a build is a table with a line a platform", () => {
  const digest = digestOf("index");
  const part = { manifest: { mediaType: "m", digest, size: 1 }, id: digest, layers: 7 };
  const image: BuiltImage = {
    name: "todost",
    label: "//services/todost",
    reference: "todost:latest",
    ports: [8000],
    index: { mediaType: "i", digest, size: 1 },
    platforms: [
      { ...part, platform: "linux/amd64", size: 55e6 },
      { ...part, platform: "linux/arm64", size: 54e6 },
    ],
    cached: false,
  };
  assert.equal(
    buildTable([image]),
    `### Images

| Image | Platform | Size | Layers | Digest |  |
| --- | --- | --- | --- | --- | --- |
| todost | linux/amd64 | 55.0MB | 7 | \`${digest}\` | built |
| todost | linux/arm64 | 54.0MB | 7 | \`${digest}\` | built |
`,
  );
});

test("nothing built is said", () => assert.equal(buildTable([]), "### Images\n\nNone.\n"));
