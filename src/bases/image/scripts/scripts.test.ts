import assert from "node:assert/strict";
import { test } from "node:test";
import { made } from "../testing/scripts.ts";

test("tzdata: the time zone is UTC", async (t) => {
  assert.deepEqual(await made(t, "tzdata"), {
    "etc/localtime": "-> /usr/share/zoneinfo/Etc/UTC",
    "etc/timezone": "Etc/UTC\n",
  });
});

test("libssl: OpenSSL finds the certificates without help from the environment", async (t) => {
  const links = {
    "usr/lib/ssl/cert.pem": "-> /etc/ssl/certs/ca-certificates.crt",
    "usr/lib/ssl/certs": "-> /etc/ssl/certs",
  };
  assert.deepEqual(await made(t, "libssl3"), links);
  assert.deepEqual(await made(t, "libssl3t64"), links);
});

test("python: /usr/bin/python3 is its version of the interpreter", async (t) => {
  assert.deepEqual(await made(t, "python3.13-minimal"), { "usr/bin/python3": "-> python3.13" });
});

test("ca-certificates: one bundle in the order of the paths, each certificate on lines of its own", async (t) => {
  const files = {
    "usr/share/ca-certificates/mozilla/B.crt": "second",
    "usr/share/ca-certificates/mozilla/A.crt": "first\n",
    "usr/share/ca-certificates/mozilla/README": "no certificate\n",
    "usr/share/doc/ca-certificates/example.crt": "none either\n",
  };
  assert.deepEqual(await made(t, "ca-certificates", files), {
    "etc/ssl/certs/ca-certificates.crt": "first\nsecond\n",
  });
});

test("other packages need no script", async (t) => {
  assert.deepEqual(await made(t, "libssl-dev"), {});
});
