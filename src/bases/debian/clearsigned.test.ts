import assert from "node:assert/strict";
import { test } from "node:test";
import { signedAt, testKey } from "./archive.fixture.ts";
import { verifyClearsigned } from "./clearsigned.ts";

const text = "Codename: bookworm\n- dashes\nSHA256:\n 00 1 Packages\n";
const key = await testKey();
const stranger = await testKey();
const signed = await key.sign(text);
const later = new Date("2026-11-20T00:00:00Z");
const options = { keys: [key.pinned], now: later, where: "InRelease" };

test("a good signature gives the text and who signed it", async () => {
  assert.deepEqual(await verifyClearsigned(signed, options), { text, signers: [key.pinned.fingerprint] });
});

test("line ends of Windows do not break a signature", async () => {
  assert.equal((await verifyClearsigned(signed.replaceAll("\n", "\r\n"), options)).text, text);
});

test("what stands around the signed text is not part of it", async () => {
  const wrapped = `Codename: trixie\n\n${signed}\nCodename: sid\n`;
  assert.equal((await verifyClearsigned(wrapped, options)).text, text);
});

test("one pinned key among the signers is enough", async () => {
  const keys = [stranger.pinned, key.pinned];
  const { signers } = await verifyClearsigned(signed, { ...options, keys });
  assert.deepEqual(signers, [key.pinned.fingerprint]);
});

test("a changed text is refused", async () => {
  const changed = signed.replace("bookworm", "bookwurm");
  await assert.rejects(verifyClearsigned(changed, options), {
    code: "RELEASE_BAD_SIGNATURE",
    where: "InRelease",
  });
});

test("an added line is refused", async () => {
  const added = signed.replace("SHA256:", "SHA256:\n 11 1 evil");
  await assert.rejects(verifyClearsigned(added, options), { code: "RELEASE_BAD_SIGNATURE" });
});

test("a stranger's signature is refused", async () => {
  await assert.rejects(verifyClearsigned(await stranger.sign(text), options), {
    code: "RELEASE_UNKNOWN_KEY",
  });
});

test("a text without a signature is refused", async () => {
  for (const document of [text, "", "<html>please log in</html>"]) {
    await assert.rejects(verifyClearsigned(document, options), { code: "RELEASE_UNSIGNED" });
  }
});

test("a key that has expired since is refused", async () => {
  const day = 24 * 60 * 60;
  const short = await testKey({ lifetime: day });
  const document = await short.sign(text);
  const keys = [short.pinned];
  await verifyClearsigned(document, { ...options, keys, now: new Date(signedAt.getTime() + 1000) });
  await assert.rejects(verifyClearsigned(document, { ...options, keys }), { code: "RELEASE_KEY_EXPIRED" });
});

/** Made with `gpg --digest-algo SHA1 --clearsign`, since openpgp makes no such signatures. */
const weak = {
  document: `-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA1

Codename: bookworm
-----BEGIN PGP SIGNATURE-----

iHUEARYCAB0WIQRqQHiv8ONwCDfSCpJOEK/sMP/8xwUCawBPRgAKCRBOEK/sMP/8
x9oCAQCL0gIuu4gsK4yHGCSiFTNy0TCqY6ycK60EPOV+gme7kAEA+k8mRq37uPVE
D3AC0Gbw6NsFgQakgSTLTUaNROwSIA0=
=s2s9
-----END PGP SIGNATURE-----
`,
  key: {
    fingerprint: "6A4078AFF0E3700837D20A924E10AFEC30FFFCC7",
    armored: `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawBPRhYJKwYBBAHaRw8BAQdAOfR/32k9A583Bl8hBetLvZZFrHx62FR49eQb
Z89+cZ20BFRlc3SIkAQTFggAOBYhBGpAeK/w43AIN9IKkk4Qr+ww//zHBQJrAE9G
AhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJEE4Qr+ww//zHF+gBALRnwvSb
ZiVLEPrW/U5aHl+r11Foow7ganbqhaIar+W4APwJqFMbuVEFti1j5AkrZnfqatbX
lMjWTBBO0le0NBrsBg==
=JOe+
-----END PGP PUBLIC KEY BLOCK-----
`,
  },
};

test("a signature over SHA-1 is refused", async () => {
  const now = new Date("2026-11-21T00:00:00Z");
  await assert.rejects(verifyClearsigned(weak.document, { keys: [weak.key], now, where: "InRelease" }), {
    code: "RELEASE_WEAK_HASH",
  });
});

test("a key file that holds another key is refused", async () => {
  const keys = [{ ...key.pinned, armored: stranger.pinned.armored }];
  await assert.rejects(verifyClearsigned(signed, { ...options, keys }), { code: "KEY_MISMATCH" });
});
