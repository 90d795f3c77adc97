import assert from "node:assert/strict";
import { test } from "node:test";
import type { BuiltImage } from "../api/built-image.ts";
import { digestOf } from "../oci/digest.ts";
import { mediaType } from "../oci/media-type.ts";
import { buildSummary } from "./build-summary.ts";

const plain = (_: unknown, text: string) => text;
const descriptor = { mediaType: mediaType.index, digest: digestOf("x"), size: 1 };

test("one line for each platform, the name and digest once", () => {
  const platform = { manifest: descriptor, id: digestOf("y"), size: 41_300_000, layers: 10 };
  const image: BuiltImage = {
    name: "hello",
    label: "//hello",
    reference: "hello:latest",
    ports: [8000],
    index: descriptor,
    platforms: [
      { ...platform, platform: "linux/amd64" },
      { ...platform, platform: "linux/arm64" },
    ],
    cached: true,
  };
  const lines = buildSummary([image], plain).split("\n");
  assert.match(
    lines[1] ?? "",
    /^hello {2}linux\/amd64 {2}41\.3MB {6}10 {2}sha256:2d711642b726 {2}unchanged$/,
  );
  assert.match(lines[2] ?? "", /^ +linux\/arm64 {2}41\.3MB {6}10 +unchanged$/);
});

test("nothing is said to be nothing", () => assert.equal(buildSummary([], plain), "Nothing to build.\n"));
