import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf } from "../../oci/digest.ts";
import { annotationsOf } from "./annotations.ts";

const least = { title: "todost", labels: {}, metadata: {}, created: 0 };

test("an image without git and metadata has its title", () => {
  assert.deepEqual(annotationsOf(least), { "org.opencontainers.image.title": "todost" });
});

test("everything that is known is said in the words of the specification", () => {
  const digest = digestOf("base");
  const annotations = annotationsOf({
    ...least,
    metadata: { version: "1.4.0", description: "Tasks", licenses: "MIT" },
    source: "https://github.com/owner/name",
    revision: "0a1b2c3",
    created: 1_700_000_000,
    base: { name: "docker.io/library/alpine:3.19", digest },
  });
  const image = (name: string) => annotations[`org.opencontainers.image.${name}`];
  assert.equal(image("version"), "1.4.0");
  assert.equal(image("description"), "Tasks");
  assert.equal(image("licenses"), "MIT");
  assert.equal(image("source"), "https://github.com/owner/name");
  assert.equal(image("url"), "https://github.com/owner/name");
  assert.equal(image("revision"), "0a1b2c3");
  assert.equal(image("created"), "2023-11-14T22:13:20Z");
  assert.equal(image("base.name"), "docker.io/library/alpine:3.19");
  assert.equal(image("base.digest"), digest);
});

test("a release says its version; a label of the definition has the last word, others are no annotations", () => {
  const labels = { "org.opencontainers.image.title": "Todost", "example.team": "a" };
  const annotations = annotationsOf({ ...least, labels, metadata: { version: "1.0.0" }, release: "1.4.2" });
  assert.deepEqual(annotations, {
    "org.opencontainers.image.title": "Todost",
    "org.opencontainers.image.version": "1.4.2",
  });
});
