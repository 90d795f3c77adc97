import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { digestOf } from "../../oci/digest.ts";
import { mediaType } from "../../oci/media-type.ts";
import {
  digestNamed,
  emptyRepository,
  type Repository,
  referrersOf,
  withManifest,
  withoutManifest,
  withoutTag,
} from "./repository.ts";

const tag = fc.constantFrom("latest", "1.0", "constructor", "__proto__", "toString");
const manifest = fc.nat(4);
const step = fc.oneof(
  fc.record({ kind: fc.constant("push" as const), manifest, tag }),
  fc.record({ kind: fc.constant("untag" as const), tag }),
  fc.record({ kind: fc.constant("remove" as const), manifest }),
);

const digest = (n: number) => digestOf(`manifest ${n}`);

/** Each manifest is about the one before it. */
const push = (before: Repository, n: number, tags: readonly string[]) =>
  withManifest(before, {
    digest: digest(n),
    manifest: { mediaType: mediaType.manifest, stored: digest(n), size: n, subject: digest(n - 1) },
    tags,
  });

test("after any pushes and deletions tags, manifests, roots and referrers are what they should be", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let repository = emptyRepository;
      const [tags, manifests] = [new Map<string, number>(), new Set<number>()];
      for (const each of steps) {
        if (each.kind === "push") {
          repository = push(repository, each.manifest, [each.tag]);
          tags.set(each.tag, each.manifest);
          manifests.add(each.manifest);
        } else if (each.kind === "untag") {
          repository = withoutTag(repository, each.tag);
          tags.delete(each.tag);
        } else {
          repository = withoutManifest(repository, digest(each.manifest));
          manifests.delete(each.manifest);
          for (const [name, n] of tags) if (n === each.manifest) tags.delete(name);
        }
        // As it comes back from the disk.
        repository = JSON.parse(JSON.stringify(repository));
      }
      const expected = [...tags].map(([name, n]) => [name, digest(n)]);
      assert.deepEqual(Object.entries(repository.tags).sort(), expected.sort());
      for (const name of ["latest", "constructor", "__proto__", "nothing"]) {
        const n = tags.get(name);
        assert.equal(digestNamed(repository, name), n === undefined ? undefined : digest(n));
      }
      assert.deepEqual([...repository.blobs].sort(), [...manifests].map(digest).sort());
      for (const n of [0, 1, 2]) {
        const about = referrersOf(repository, digest(n)).map((each) => each.digest);
        assert.deepEqual(about, manifests.has(n + 1) ? [digest(n + 1)] : []);
      }
    }),
    { numRuns: 200 },
  );
});

test("what changes nothing is the same repository, so that nothing is written", () => {
  const before = push(emptyRepository, 1, ["latest"]);
  assert.equal(push(before, 1, ["latest"]), before);
  assert.notEqual(push(before, 1, ["other"]), before);
});
