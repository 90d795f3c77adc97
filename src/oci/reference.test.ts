import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UsageError } from "../core/error.ts";
import { digestOf } from "./digest.ts";
import { familiarReference, formatReference, parseReference, type Reference } from "./reference.ts";

const digest = digestOf("");
const hex = digest.slice(7);
const long = (n: number) => "a".repeat(n);

/** Text, then registry, repository, tag and whether the digest above is there. */
const valid: [string, string, string, (string | undefined)?, boolean?][] = [
  ["alpine", "docker.io", "library/alpine"],
  ["alpine:3.20", "docker.io", "library/alpine", "3.20"],
  ["library/alpine", "docker.io", "library/alpine"],
  ["docker.io/alpine", "docker.io", "library/alpine"],
  ["docker.io/library/alpine:edge", "docker.io", "library/alpine", "edge"],
  ["index.docker.io/alpine", "docker.io", "library/alpine"],
  ["index.docker.io/team/app", "docker.io", "team/app"],
  ["team/app", "docker.io", "team/app"],
  ["team/group/app:1", "docker.io", "team/group/app", "1"],
  [`alpine@${digest}`, "docker.io", "library/alpine", undefined, true],
  [`alpine:3.20@${digest}`, "docker.io", "library/alpine", "3.20", true],
  ["localhost", "docker.io", "library/localhost"],
  ["localhost:5000", "docker.io", "library/localhost", "5000"],
  ["localhost/app", "localhost", "app"],
  ["localhost:5000/app", "localhost:5000", "app"],
  ["localhost:5000/app:1", "localhost:5000", "app", "1"],
  [`localhost:5000/app@${digest}`, "localhost:5000", "app", undefined, true],
  [`localhost:5000/a/b/c:v1@${digest}`, "localhost:5000", "a/b/c", "v1", true],
  ["ghcr.io/albeorla/todost", "ghcr.io", "albeorla/todost"],
  ["ghcr.io/albeorla/todost:sha-15dd39f", "ghcr.io", "albeorla/todost", "sha-15dd39f"],
  ["registry.example/app", "registry.example", "app"],
  ["registry.example:443/app", "registry.example:443", "app"],
  ["registry.example:443/deeply/nested/path/to/app", "registry.example:443", "deeply/nested/path/to/app"],
  ["host:5000/app", "host:5000", "app"],
  ["HOST/app", "HOST", "app"],
  ["Registry.Example/app", "Registry.Example", "app"],
  ["my-host.example/app", "my-host.example", "app"],
  ["xn--n3h.example/app", "xn--n3h.example", "app"],
  ["127.0.0.1/app", "127.0.0.1", "app"],
  ["127.0.0.1:5000/app:2", "127.0.0.1:5000", "app", "2"],
  ["[::1]/app", "[::1]", "app"],
  ["[::1]:5000/app", "[::1]:5000", "app"],
  ["[2001:db8::1]:5000/team/app:1.2", "[2001:db8::1]:5000", "team/app", "1.2"],
  [`[2001:DB8::1]/app@${digest}`, "[2001:DB8::1]", "app", undefined, true],
  ["a", "docker.io", "library/a"],
  ["0", "docker.io", "library/0"],
  ["a-b", "docker.io", "library/a-b"],
  ["a--b", "docker.io", "library/a--b"],
  ["a---b/c", "docker.io", "a---b/c"],
  ["a_b", "docker.io", "library/a_b"],
  ["a__b", "docker.io", "library/a__b"],
  ["a.b", "docker.io", "library/a.b"],
  ["a.b/c", "a.b", "c"],
  ["a/b.c", "docker.io", "a/b.c"],
  ["app:A", "docker.io", "library/app", "A"],
  ["app:_", "docker.io", "library/app", "_"],
  ["app:1.0-rc.1_x", "docker.io", "library/app", "1.0-rc.1_x"],
  [`app:${long(128)}`, "docker.io", "library/app", long(128)],
  [`host.example/${long(255)}`, "host.example", long(255)],
  [`host.example/${hex}`, "host.example", hex],
  [`${hex}:tag/app`.replace(":tag", ".example"), `${hex}.example`, "app"],
];

/** Text, and what the message says about it. */
const invalid: [string, RegExp][] = [
  ["", /no repository/],
  [":1", /no repository/],
  [`@${digest}`, /no repository/],
  [" alpine", /not a repository/],
  ["alpine ", /not a repository/],
  ["al pine", /not a repository/],
  ["alpine\n", /not a repository/],
  ["älpine", /not a repository/],
  ["Alpine", /upper-case.*/],
  ["team/App", /upper-case/],
  ["ghcr.io/Albeorla/todost", /upper-case/],
  ["https://ghcr.io/app", /scheme/],
  ["http://localhost:5000", /scheme/],
  ["/app", /not a repository/],
  ["app/", /not a repository/],
  ["a//b", /not a repository/],
  ["host.example/", /not a repository/],
  ["-a", /not a repository/],
  ["a-", /not a repository/],
  ["a___b", /not a repository/],
  ["a..b/c", /not a host/],
  ["a/b..c", /not a repository/],
  ["a/_b", /not a repository/],
  ["a.-b/c", /not a host/],
  ["-host.example/app", /not a host/],
  ["host_.example/app", /not a host/],
  ["host:port/app", /not a host/],
  ["host:/app", /not a host/],
  ["user@host/app", /not a digest/],
  ["[::1/app", /not a host/],
  ["::1/app", /not a host/],
  ["[fe80::1%25eth0]/app", /not a host/],
  ["app:", /not a tag/],
  ["app:-1", /not a tag/],
  ["app:.1", /not a tag/],
  ["app:1+2", /not a tag/],
  ["app:ä", /not a tag/],
  [`app:${long(129)}`, /not a tag/],
  ["app@", /not a digest/],
  ["app@sha256:abc", /not a digest/],
  [`app@sha256:${hex.toUpperCase()}`, /not a digest/],
  [`app@sha512:${hex}${hex}`, /not a digest/],
  [`app@${digest}@${digest}`, /not a digest/],
  [`app@${digest}:tag`, /not a digest/],
  [hex, /image ID/],
  [`host.example/${long(256)}`, /255/],
  ["host.example/a:b/c", /not a repository/],
];

test("parses what the grammar allows", () => {
  for (const [text, registry, repository, tag, pinned] of valid) {
    const expected = {
      registry,
      repository,
      ...(tag === undefined ? {} : { tag }),
      ...(pinned ? { digest } : {}),
    };
    assert.deepEqual(parseReference(text), expected, text);
  }
});

test("refuses everything else and says why", () => {
  for (const [text, message] of invalid) {
    assert.throws(
      () => parseReference(text),
      (e) => e instanceof UsageError && e.code === "BAD_REFERENCE" && message.test(e.message) && !!e.hint,
      JSON.stringify(text),
    );
  }
});

test("a default tag is given only where nothing else says which image is meant", () => {
  const tagOf = (text: string) => parseReference(text, { defaultTag: true }).tag;
  assert.equal(tagOf("alpine"), "latest");
  assert.equal(tagOf("alpine:3"), "3");
  assert.equal(tagOf(`alpine@${digest}`), undefined);
});

test("the familiar form is what people write", () => {
  const familiar = (text: string) => familiarReference(parseReference(text));
  assert.equal(familiar("docker.io/library/alpine:3"), "alpine:3");
  assert.equal(familiar("docker.io/team/app"), "team/app");
  assert.equal(familiar("docker.io/library/team/app"), "library/team/app");
  assert.equal(familiar("docker.io/localhost/app"), "docker.io/localhost/app");
  assert.equal(familiar("ghcr.io/team/app"), "ghcr.io/team/app");
  assert.equal(familiar(`docker.io/library/${hex}`), `library/${hex}`);
});

const component = fc.stringMatching(/^[a-z0-9]{1,5}([._]|__|-{1,3})?[a-z0-9]{1,5}$/);
const registry = fc.oneof(
  fc.constantFrom("docker.io", "localhost", "[::1]", "[2001:db8::2]:443"),
  fc.stringMatching(/^[a-zA-Z0-9]{1,6}(-[a-zA-Z0-9]{1,6})?\.[a-z]{2,4}(:[0-9]{1,5})?$/),
);
const reference: fc.Arbitrary<Reference> = fc
  .record({
    registry,
    repository: fc.array(component, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/")),
    tag: fc.option(fc.stringMatching(/^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,20}$/), { nil: undefined }),
    digest: fc.option(fc.string().map(digestOf), { nil: undefined }),
  })
  .map(({ registry, repository, tag, digest }) => ({
    registry,
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }));

test("both forms parse to the reference they were written from", () => {
  fc.assert(
    fc.property(reference, (r) => {
      assert.deepEqual(parseReference(formatReference(r)), r);
      assert.deepEqual(parseReference(familiarReference(r)), r);
    }),
  );
});

test("any text parses or fails as a usage error, and what parses is stable", () => {
  const nearly = fc.string({ unit: fc.constantFrom(..."aA0.:/@-_[]"), maxLength: 24 });
  fc.assert(
    fc.property(fc.oneof(fc.string(), nearly), (text) => {
      try {
        const parsed = parseReference(text);
        assert.deepEqual(parseReference(formatReference(parsed)), parsed);
        assert.deepEqual(parseReference(familiarReference(parsed)), parsed);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

test("a login in a name is not repeated", () => {
  for (const text of [
    "u:secret@h.example/a",
    "https://u:secret@h.example/a:1",
    "u:secret@h.example:5000/a/b",
  ]) {
    assert.throws(
      () => parseReference(text),
      (error: Error) =>
        error.message.startsWith('"') && error.message.includes("***@h") && !/secret/.test(error.message),
    );
  }
  assert.throws(() => parseReference("a:B/c@sha256:0"), { message: /"a:B\/c@sha256:0"/ });
});
