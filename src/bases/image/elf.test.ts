import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { CooperError } from "../../core/error.ts";
import { readSharedLibrary, type SharedLibrary } from "./elf.ts";
import { exampleLibrary } from "./testing/libraries.ts";

function read(bytes: Uint8Array): Promise<SharedLibrary | undefined> {
  return readSharedLibrary(async (offset, length) => bytes.subarray(offset, offset + length), "libx.so");
}

test("reads the processor and the name", async () => {
  assert.deepEqual(await read(exampleLibrary({ soname: "libx.so.1" })), {
    machine: "x86-64",
    soname: "libx.so.1",
  });
  const arm = exampleLibrary({ soname: "libx.so.1", machine: 183 });
  assert.deepEqual(await read(arm), { machine: "AArch64", soname: "libx.so.1" });
});

test("a library may have no name", async () => {
  assert.deepEqual(await read(exampleLibrary()), { machine: "x86-64", soname: undefined });
});

test("gives nothing for what is no shared library of a processor it knows", async () => {
  assert.equal(await read(Buffer.from("/* GNU ld script */ GROUP ( libc.so.6 )")), undefined);
  assert.equal(await read(Buffer.alloc(0)), undefined);
  assert.equal(await read(exampleLibrary({ machine: 3 })), undefined);
  assert.equal(await read(exampleLibrary({ type: 2 })), undefined);
});

test("a library that was cut off is an error that names it", async () => {
  await assert.rejects(read(exampleLibrary({ soname: "libx.so.1" }).subarray(0, 200)), {
    code: "BAD_ELF",
    where: "libx.so",
  });
});

test("whatever the bytes, reading ends with a result or with BAD_ELF", async () => {
  const change = fc.tuple(fc.nat(300), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      const bytes = exampleLibrary({ soname: "libx.so.1" });
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      await read(bytes).catch((error) => assert.ok(error instanceof CooperError, String(error)));
    }),
  );
});
