import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readAr } from "./ar-reader.ts";
import { all, inChunks, missing, noise, withFolder } from "./testing/archive.ts";

interface RawMember {
  readonly name: string;
  readonly body?: Uint8Array | string;
  readonly size?: string;
  readonly mtime?: string;
  readonly mark?: string;
}

/** An ar archive, sound or not. */
function rawAr(...members: RawMember[]): Buffer {
  const parts = members.flatMap(({ name, body = "", size, mtime = "0", mark = "`\n" }) => {
    const bytes = Buffer.from(body as string);
    const fields = [name.padEnd(16), mtime.padEnd(12), "0".padEnd(6), "0".padEnd(6), "100644".padEnd(8)];
    const head = [...fields, (size ?? String(bytes.length)).padEnd(10), mark].join("");
    return [Buffer.from(head), bytes, Buffer.from(bytes.length % 2 === 1 ? "\n" : "")];
  });
  return Buffer.concat([Buffer.from("!<arch>\n"), ...parts]);
}

async function read(ar: Uint8Array, chunk?: number): Promise<[path: string, content: string][]> {
  const members: [string, string][] = [];
  for await (const { path, content } of readAr(inChunks(ar, chunk), { where: "x.deb" })) {
    members.push([path, (await all(content())).toString("latin1")]);
  }
  return members;
}

const deb = rawAr(
  { name: "debian-binary", body: "2.0\n", mtime: "1700000000" },
  { name: "control.tar.xz/", body: "odd" },
  { name: "data.tar.xz", body: noise(999) },
);

test("reads the members of a Debian package", async () => {
  const expected = [
    ["debian-binary", "2.0\n"],
    ["control.tar.xz", "odd"],
    ["data.tar.xz", noise(999).toString("latin1")],
  ];
  for (const chunk of [1, 60, 5000]) assert.deepEqual(await read(deb, chunk), expected);
});

test("gives sizes, times and modes, and skips what nobody reads", async () => {
  const told: unknown[] = [];
  for await (const { content: _, ...header } of readAr(inChunks(deb))) told.push(header);
  assert.equal(told.length, 3);
  const common = { type: "file", uid: 0, gid: 0, mode: 0o644 };
  assert.deepEqual(told[0], { path: "debian-binary", size: 4, mtime: 1_700_000_000, ...common });
});

test("reads GNU's and BSD's long names, and leaves symbol tables out", async () => {
  const long = "a-name-of-more-than-sixteen-bytes";
  const gnu = rawAr(
    { name: "/", body: "symbols" },
    { name: "//", body: `x/\n${long}/\n` },
    { name: "/3", body: "1" },
  );
  const bsd = rawAr({ name: "__.SYMDEF" }, { name: "#1/40", body: `${long.padEnd(40, "\0")}content` });
  assert.deepEqual(await read(gnu), [[long, "1"]]);
  assert.deepEqual(await read(bsd), [[long, "content"]]);
});

test("reads what binutils writes", { skip: missing("ar") }, () =>
  withFolder(async (folder) => {
    const names = ["short", "a-name-of-more-than-sixteen-bytes"];
    for (const name of names) await writeFile(join(folder, name), `in ${name}`);
    execFileSync("ar", ["rcD", "x.a", ...names], { cwd: folder });
    const members = await read(await readFile(join(folder, "x.a")));
    assert.deepEqual(
      members,
      names.map((name) => [name, `in ${name}`]),
    );
  }),
);

describe("refuses", () => {
  const bad: [name: string, code: string, ar: Buffer][] = [
    ["something else", "BAD_ARCHIVE", noise(200)],
    ["a header without its end mark", "BAD_ARCHIVE", rawAr({ name: "a", mark: "xx" })],
    ["a size that is no number", "BAD_ARCHIVE", rawAr({ name: "a", size: "-5" })],
    ["a path that climbs", "UNSAFE_PATH", rawAr({ name: "../a" })],
    ["a path that climbs by a long name", "UNSAFE_PATH", rawAr({ name: "#1/6", body: "../a\0\0" })],
    ["a long name that is not in the table", "UNSAFE_PATH", rawAr({ name: "/700", body: "" })],
    ["a long name over its member's size", "BAD_ARCHIVE", rawAr({ name: "#1/50", body: "abc" })],
    ["a table of names that is too long", "BAD_ARCHIVE", rawAr({ name: "//", size: "9999999999" })],
    ["content that is not there", "TRUNCATED", rawAr({ name: "a", size: "9999999999" })],
  ];
  for (const [name, code, ar] of bad) {
    test(name, () => assert.rejects(read(ar), { code, where: "x.deb" }));
  }

  test("an archive that ends too early, wherever it does", async () => {
    const ends = new Set([8, 8 + 64, 8 + 64 + 63, 8 + 64 + 64]);
    for (let end = 8; end < deb.length - 1; end += 1) {
      if (!ends.has(end))
        await assert.rejects(read(deb.subarray(0, end)), { code: "TRUNCATED" }, `at ${end}`);
    }
  });

  test("random bytes, without hanging", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(400), fc.uint8Array({ minLength: 1, maxLength: 8 }), async (at, bytes) => {
        const damaged = Buffer.from(deb);
        damaged.set(bytes, at);
        await read(damaged).catch((error) => assert.match(error.code, /^[A-Z_]+$/));
      }),
    );
  });
});
