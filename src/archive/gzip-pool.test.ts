import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { createGzipPool } from "./gzip-pool.ts";
import { noise } from "./testing/archive.ts";

test("leaves the caller's bytes alone, also those of a part of a buffer", async () => {
  const pool = createGzipPool({ workers: 1 });
  const whole = noise(3000);
  const packed = await pool.compress(whole.subarray(1000, 2000));
  assert.deepEqual(gunzipSync(packed), whole.subarray(1000, 2000));
  assert.deepEqual(whole, noise(3000));
  await pool.close();
});

test("takes more jobs than it has workers, of any size", async () => {
  const pool = createGzipPool({ workers: 2 });
  const jobs = [10, 5_000_000, 0, 100_000, 5_000_001, 1].map((size, i) => noise(size, i));
  const packed = await Promise.all(jobs.map((job) => pool.compress(job)));
  assert.deepEqual(
    packed.map((bytes) => gunzipSync(bytes).equals(jobs.shift() as Buffer)),
    Array(6).fill(true),
  );
  await pool.close();
});

test("a thread that ends fails its job, and the next job gets a new one", async () => {
  const pool = createGzipPool({ workers: 1 });
  const job = pool.compress(noise(8_000_000));
  const failure = assert.rejects(job, { code: "WORKER_CRASHED", retryable: true });
  await pool.close();
  await failure;
  assert.deepEqual(gunzipSync(await pool.compress(noise(10))), noise(10));
  await pool.close();
});

/** Runs a program in a Node of its own, with the pool imported. */
function inAnotherNode(program: string): string {
  const module = new URL("./gzip-pool.ts", import.meta.url).href;
  const source = `import { createGzipPool } from ${JSON.stringify(module)}; ${program}`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", source], {
    encoding: "utf8",
    timeout: 30_000,
  });
}

test("keeps a process alive while there is work, and no longer", () => {
  const program = `
    const pool = createGzipPool({ workers: 2 });
    const packed = await pool.compress(new Uint8Array(3_000_000));
    console.log(packed.length > 20);`;
  assert.equal(inAnotherNode(program), "true\n");
});
