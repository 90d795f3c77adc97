import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { type TestContext, test } from "node:test";
import type { CooperError } from "../../core/error.ts";
import { bytesOf, collect } from "../../core/stream.ts";
import type { Deb } from "./deb.ts";
import { exampleAr, exampleDeb, exampleStore, exampleTar } from "./testing/debs.ts";
import { transcode } from "./transcode.ts";

/** Made by dpkg-deb 1.21 with xz: lib/x/hello, a link to it, and a copyright file. */
const byDpkg = [
  "ITxhcmNoPgpkZWJpYW4tYmluYXJ5ICAgMTAwMDAwMDAwMCAgMCAgICAgMCAgICAgMTAwNjQ0ICA0ICAgICAgICAgYAoyLjAKY29u",
  "dHJvbC50YXIueHogIDEwMDAwMDAwMDAgIDAgICAgIDAgICAgIDEwMDY0NCAgNDEyICAgICAgIGAK/Td6WFoAAATm1rRGBMDbAoBQ",
  "IQEWAAAAAAAAAAjQoyLgJ/8BU10AFwu8HH0BlcAdSj55FcLa/golgoozJUTAH+OnsszYA6lMj2gLkj8mDDomIMMY99yBKKeuS/pt",
  "+eAOAj10/r82u+5Wz8DTiANVpt2cT/aNpKdxA45EYiRgrresss0dXmdXQ1gXjYG+h9DovihYboqPqyV8wMKoo3n+0qmhhSzbJqxF",
  "uGLS/dTpLzMy56N2kmjTOa8z30IrsO8Y1Iae7WdIEeQ1w5n7hIUXEvlVLq99x3eOdPfTVOJUuapEbEl/Rrsmm1HVdkiHiFnHypOa",
  "N/ma2VOQIZyeUvcDuvR1TchgTGXP7BfXEe1/h9qI+poL2hEQfIaBJk6R7WIjTkV5Ij9Oiaz3ryYUolozBzZT4rLK49C25KHgnib5",
  "YH/ZZVUx9oIyadb5/jbl0X6Zyo1ZEMivtM0f3/gbX7AeJXm9GLh7Z8J6N9OG3IJGs5VGQn0y8NA+CF8AAAAuvqtVwv21yAAB9wKA",
  "UAAAlzbnMLHEZ/sCAAAAAARZWmRhdGEudGFyLnh6ICAgICAxMDAwMDAwMDAwICAwICAgICAwICAgICAxMDA2NDQgIDMyOCAgICAg",
  "ICBgCv03elhaAAAE5ta0RgTAhQKAUCEBFgAAAAAAAAAVTjPO4Cf/AP1dABcLvBx9AZXAHUo+eRXC2v4KJYKKMyVEwB/jp7LM2AOp",
  "TI9oC5I/Jgw6JiDDGPfcgSinrkv6bfopqwmkcAKFGBFyUYeMLdYG/8QB6D3YE2f/NZ7LHBajgk14bX9PA+P47fj8EoRNFxLINDyo",
  "ejAERZHCoRLHCDIUbypC6jEgpuBZ2PBQJGjdVGzi47gjakrnL/M38SnZR+jEZ8+IovjDHmk6YHP9ZwhR+g39U9EDvKk9BK8Uw8hT",
  "tTCadC597sttmgKb6E81RdBT7lyiHn7jpfTIQR1xFuzQ2AtFoo8J4lxw/NvXEHZvAkCQ2S43tRec7cfow0i54HaWjRDepwAAAAAA",
  "iA2h2VUkMJwAAaECgFAAAH3dMOqxxGf7AgAAAAAEWVo=",
];

async function transcoded(
  t: TestContext,
  deb: Uint8Array,
): Promise<{ deb: Deb; read: (path: string) => Promise<string> }> {
  const { blobs } = await exampleStore(t);
  const { digest } = await blobs.put(bytesOf(deb));
  const result = await transcode(blobs, digest, "tiny 1.0-1");
  const read = async (path: string) => {
    const entry = result.entries.find((one) => one.path === path);
    assert.ok(entry, path);
    return (
      await collect(blobs.open(result.blobs[0], { offset: entry.offset, length: entry.size }), 1000)
    ).toString();
  };
  return { deb: result, read };
}

test("a package of dpkg-deb: files under /usr, description and checksums", async (t) => {
  const { deb, read } = await transcoded(t, Buffer.from(byDpkg.join(""), "base64"));
  assert.match(deb.control, /^Package: tiny\n/);
  assert.match(deb.md5sums, /^b1946ac92492d2347c6235b4d2611184 {2}lib\/x\/hello$/m);
  assert.equal(await read("usr/lib/x/hello"), "hello\n");
  const link = deb.entries.find(({ path }) => path === "usr/lib/x/link");
  assert.equal(link?.type, "symlink");
  assert.equal(link?.linkTarget, "hello");
  assert.ok(deb.entries.every(({ path, mtime }) => path !== "" && mtime === 1_000_000_000));
});

for (const compression of ["", ".gz", ".zst"] as const) {
  test(`reads packages whose tars end in "${compression}"`, async (t) => {
    const { read } = await transcoded(t, await exampleDeb({ files: { "etc/x": "content" }, compression }));
    assert.equal(await read("etc/x"), "content");
  });
}

test("links of a merged /usr are left to the base, hard links follow their files", async (t) => {
  const files = {
    "bin/a": "a",
    "bin/b": { type: "hardlink", linkTarget: "bin/a" },
    lib64: { type: "symlink", linkTarget: "usr/lib64" },
  } as const;
  const { deb } = await transcoded(t, await exampleDeb({ files }));
  assert.deepEqual(
    deb.entries.map(({ path, linkTarget }) => [path, linkTarget]),
    [
      ["usr/bin/a", undefined],
      ["usr/bin/b", "usr/bin/a"],
    ],
  );
});

const control = { control: "Package: tiny\n" };
const version = Buffer.from("2.0\n");

/** Our writer refuses devices: an empty file whose header says otherwise, with the sum of the header made right. */
async function deviceTar(): Promise<Buffer> {
  const tar = await exampleTar({ "dev/sda": "" });
  tar.write("4", 156, "latin1");
  tar.fill(" ", 148, 156);
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return tar;
}

const refused: Record<string, { readonly deb: () => Promise<Uint8Array>; readonly code: string }> = {
  "a path that climbs out": {
    deb: () => exampleDeb({ files: { "usr/../../etc/passwd": "root" } }),
    code: "UNSAFE_PATH",
  },
  "a file behind a link that leads out": {
    deb: () =>
      exampleDeb({ files: { "usr/x": { type: "symlink", linkTarget: "/etc" }, "usr/x/passwd": "root" } }),
    code: "UNSAFE_PATH",
  },
  "a device": {
    deb: async () => exampleAr({ "control.tar": await exampleTar(control), "data.tar": await deviceTar() }),
    code: "DEVICE_REFUSED",
  },
  "a package that was cut off": {
    deb: async () => (await exampleDeb({ files: { "etc/x": "content" } })).subarray(0, -40),
    code: "TRUNCATED",
  },
  "something else": { deb: async () => Buffer.from("<html>not found</html>"), code: "BAD_ARCHIVE" },
  "a format of the future": {
    deb: async () => exampleAr({ "debian-binary": Buffer.from("3.0\n") }),
    code: "BAD_DEB",
  },
  "a package without files": {
    deb: async () => exampleAr({ "debian-binary": version, "control.tar": await exampleTar(control) }),
    code: "BAD_DEB",
  },
  "a package without a description": {
    deb: async () => exampleAr({ "debian-binary": version, "data.tar": await exampleTar({}) }),
    code: "BAD_DEB",
  },
  "a description without its text": {
    deb: async () => exampleAr({ "control.tar": await exampleTar({ md5sums: "" }) }),
    code: "BAD_DEB",
  },
  "a compression of long ago": {
    deb: async () =>
      exampleAr({ "control.tar": await exampleTar(control), "data.tar.lzma": Buffer.from("x") }),
    code: "BAD_DEB",
  },
};

for (const [what, { deb, code }] of Object.entries(refused)) {
  test(`refuses ${what}`, async (t) => {
    await assert.rejects(transcoded(t, await deb()), (error: CooperError) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.where ?? "", /tiny 1\.0-1/);
      assert.ok(error.hint);
      return true;
    });
  });
}
