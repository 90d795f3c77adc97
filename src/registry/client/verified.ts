import { CooperError } from "../../core/error.ts";
import type { Bytes } from "../../core/stream.ts";
import type { Descriptor } from "../../oci/descriptor.ts";
import { type Digest, Digester } from "../../oci/digest.ts";

/** What bytes must turn out to be. */
export type Expectation = Pick<Descriptor, "digest" | "size">;

/** Passes a stream on and fails instead of ending where its size is another than expected. */
export async function* measured(source: Bytes, expected: Expectation, where: string): Bytes {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > expected.size) throw wrongSize(`more than ${expected.size}`, expected, where);
    yield chunk;
  }
  if (size !== expected.size) throw wrongSize(`${size}`, expected, where);
}

/** Passes a stream on and fails instead of ending where its digest or size is another than expected. */
export async function* verified(source: Bytes, expected: Expectation, where: string): Bytes {
  const digester = new Digester();
  for await (const chunk of measured(source, expected, where)) {
    digester.update(chunk);
    yield chunk;
  }
  const digest = digester.digest();
  if (digest !== expected.digest) throw wrongDigest(expected.digest, digest, where);
}

/** Bytes are not what their digest promised. */
export function wrongDigest(expected: Digest, actual: Digest, where: string): CooperError {
  return new CooperError(`these bytes are not ${expected}: they hash to ${actual}`, {
    code: "DIGEST_MISMATCH",
    where,
    hint: "They were damaged or changed on the way. Try again; if it stays, push the image again.",
  });
}

function wrongSize(actual: string, { digest, size }: Expectation, where: string): CooperError {
  return new CooperError(`${digest} came with ${actual} bytes instead of ${size}`, {
    code: "SIZE_MISMATCH",
    where,
    hint: "They were damaged or changed on the way. Try again; if it stays, push the image again.",
  });
}
