import assert from "node:assert/strict";
import { test } from "node:test";
import { made } from "../testing/scripts.ts";

test("the root file system has its folders and the links of a merged /usr", async (t) => {
  const root = await made(t, "base-files");
  assert.equal(root.bin, "-> usr/bin");
  assert.equal(root.lib64, "-> usr/lib64");
  assert.equal(root.tmp, "1777");
  assert.equal(root["var/tmp"], "1777");
  assert.equal(root.root, "700");
  assert.equal(root["home/nonroot"], "700 65532");
  assert.equal(root["var/run"], "-> /run");
});

test("arm64 has no /lib64", async (t) => {
  const root = await made(t, "base-files", {}, "arm64");
  assert.equal(root.lib, "-> usr/lib");
  assert.equal(root.lib64, undefined);
});

test("three accounts, none of which logs in", async (t) => {
  const { "etc/passwd": passwd = "", "etc/group": group = "" } = await made(t, "base-files");
  assert.deepEqual(passwd.split("\n"), [
    "root:x:0:0:root:/root:/sbin/nologin",
    "nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin",
    "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin",
    "",
  ]);
  assert.equal(group, "root:x:0:\nnobody:x:65534:\nnonroot:x:65532:\n");
});

test("host names are looked up in /etc/hosts, then in DNS", async (t) => {
  const { "etc/nsswitch.conf": nsswitch = "" } = await made(t, "base-files");
  assert.match(nsswitch, /^hosts: +files dns$/m);
});

test("os-release is Debian's with the variant named, once", async (t) => {
  const debian =
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVARIANT_ID=server\n';
  const { "etc/os-release": text } = await made(t, "base-files", { "usr/lib/os-release": debian });
  assert.equal(
    text,
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n' +
      'VARIANT="Distroless (assembled by cooper)"\nVARIANT_ID=distroless\n',
  );
});
