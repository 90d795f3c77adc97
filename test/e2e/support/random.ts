import { createCipheriv } from "node:crypto";
import type { Bytes } from "../../../src/core/stream.ts";

/** Numbers from 0 up to 1 that depend on the seed alone. Source: Steele, Lea, Flood, "SplitMix", 32-bit variant. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** The seed of a test that uses chance: `COOPER_E2E_SEED`, so that a failure can be had again, else another each time. */
export function chosenSeed(): number {
  return Number(process.env.COOPER_E2E_SEED ?? Date.now() % 1e9);
}

const zeros = Buffer.alloc(256 * 1024);

/** Bytes that no compressor makes smaller and that depend on the seed alone. */
export async function* noise(seed: number, size: number): Bytes {
  const key = Buffer.alloc(16);
  key.writeInt32LE(seed | 0);
  const cipher = createCipheriv("aes-128-ctr", key, Buffer.alloc(16));
  for (let left = size; left > 0; left -= zeros.length) yield cipher.update(zeros.subarray(0, left));
}
