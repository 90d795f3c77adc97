import assert from "node:assert/strict";
import { test } from "node:test";
import { type BaseFields, defineBase } from "./define-base.ts";
import { packageRequest } from "./family.ts";

test("a workspace's own base adds packages to a family", () => {
  const media = defineBase({
    name: "media",
    from: "distroless_python",
    packages: ["ffmpeg"],
    env: { LANG: "C" },
  });
  const { id, packages } = packageRequest(media, ["amd64"]);
  assert.equal(id, "media");
  assert.ok(packages.includes("ffmpeg") && packages.includes("python3.11-minimal"));
  assert.equal(media.env.LANG, "C");
  assert.ok(media.env.SSL_CERT_FILE);
  assert.deepEqual(media.entrypoint, ["/usr/bin/python3.11"]);
});

test("it may stand on another one, and ask for what that one leaves out", () => {
  const lower = defineBase({
    name: "lower",
    packages: ["perl-base"],
    without: { dpkg: "not run in the image" },
  });
  const upper = defineBase({ name: "upper", from: lower, packages: ["dpkg"] });
  assert.ok("dpkg" in lower.without);
  assert.ok(!("dpkg" in upper.without));
  assert.ok(upper.packages.includes("perl-base"));
});

test("it may choose among the files of its packages", () => {
  const base = defineBase({
    name: "small",
    packages: ["git"],
    files: { leaveOut: ["usr/share/gitweb/**"], only: { git: ["usr/bin/git"] } },
  });
  assert.ok(base.files.leaveOut.includes("usr/share/gitweb/**"));
  assert.ok(base.files.leaveOut.includes("usr/share/doc/*/**"));
  assert.deepEqual(base.files.only.git, ["usr/bin/git"]);
});

const wrong: Record<string, { readonly fields: object; readonly says: RegExp }> = {
  "a name with a slash": { fields: { name: "a/b", packages: [] }, says: /^name must be lower case/ },
  "a package with a version": {
    fields: { name: "a", packages: ["git=1.0"] },
    says: /^packages\[0\] must be the name of a Debian package/,
  },
  "a package left out for no reason": {
    fields: { name: "a", packages: [], without: { dpkg: " " } },
    says: /^without.dpkg must say why/,
  },
  "a misspelt field": { fields: { name: "a", packges: [] }, says: /^there is no field packges/ },
  "a misspelt rule": {
    fields: { name: "a", packages: [], files: { leaveout: [] } },
    says: /^there is no field files.leaveout/,
  },
};

for (const [what, { fields, says }] of Object.entries(wrong)) {
  test(`refuses ${what}`, () => {
    assert.throws(() => defineBase(fields as BaseFields), { exitStatus: 2, message: says });
  });
}

test("refuses to stand on what is not there", () => {
  assert.throws(() => defineBase({ name: "a", from: "distroless_pyhton", packages: [] }), {
    code: "UNKNOWN_RECIPE",
    hint: 'Did you mean "distroless_python"?',
  });
});
