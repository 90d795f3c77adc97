import type { CleartextMessage, PublicKey, VerifyMessageResult } from "openpgp";
import { CooperError, messageOf } from "../../core/error.ts";
import type { PinnedKey } from "./archive-keys.ts";

/** What a signed document is checked against. */
export interface VerifyOptions {
  readonly keys: readonly PinnedKey[];
  readonly now: Date;
  /** How messages call the document. */
  readonly where: string;
}

/** What was signed, and by whom. */
export interface SignedText {
  /** The text under the signatures and nothing of what stands around it. */
  readonly text: string;
  /** Fingerprints of the pinned keys whose signatures are good, sorted. */
  readonly signers: readonly string[];
}

/** What came of one signature: the fingerprint of a pinned key, or the worst that can be said. */
type Outcome = { readonly signer: string } | { readonly failure: Failure; readonly cause?: unknown };

type VerificationResult = VerifyMessageResult["signatures"][number];

type Failure = "bad" | "weak" | "expired" | "unknown";

/**
 * Verifies a clear-signed OpenPGP document; one good signature by a pinned key is enough. Fails with `RELEASE_UNSIGNED`,
 * `RELEASE_BAD_SIGNATURE`, `RELEASE_WEAK_HASH`, `RELEASE_KEY_EXPIRED`, `RELEASE_UNKNOWN_KEY` or `KEY_MISMATCH`.
 * Source: RFC 9580, section 7.
 */
export async function verifyClearsigned(document: string, options: VerifyOptions): Promise<SignedText> {
  const { verify } = await import("openpgp");
  const [message, keys] = await Promise.all([
    readMessage(document, options.where),
    Promise.all(options.keys.map(readKey)),
  ]);
  const { data, signatures } = await verify({ message, verificationKeys: keys, date: options.now });
  const outcomes = await Promise.all(signatures.map((signature) => judge(signature, keys, options.now)));
  const signers = outcomes.flatMap((outcome) => ("signer" in outcome ? [outcome.signer] : []));
  if (signers.length === 0) throw refusal(outcomes, options.where);
  return { text: data, signers: [...new Set(signers)].sort() };
}

async function readMessage(document: string, where: string): Promise<CleartextMessage> {
  const { readCleartextMessage } = await import("openpgp");
  try {
    return await readCleartextMessage({ cleartextMessage: document });
  } catch (cause) {
    throw new CooperError(`it is not a clear-signed document: ${messageOf(cause)}`, {
      code: "RELEASE_UNSIGNED",
      where,
      cause,
      hint: "The mirror, or a proxy before it, serves something else; open the address in a browser.",
    });
  }
}

async function readKey({ fingerprint, armored }: PinnedKey): Promise<PublicKey> {
  const openpgp = await import("openpgp");
  const key = await openpgp.readKey({ armoredKey: armored });
  const found = key.getFingerprint().toUpperCase();
  if (found === fingerprint) return key;
  throw new CooperError(`a key of Debian's archive has the fingerprint ${found}, not ${fingerprint}`, {
    code: "KEY_MISMATCH",
    hint: "Files of cooper itself were changed: install cooper again.",
  });
}

async function judge(result: VerificationResult, keys: readonly PublicKey[], now: Date): Promise<Outcome> {
  const key = keys.find((candidate) => candidate.getKeys(result.keyID).length > 0);
  if (key === undefined) return { failure: "unknown" };
  try {
    await result.verified;
    if (!(await isOverText(result))) return { failure: "bad" };
  } catch (cause) {
    return {
      failure: /insecure .*hash|hash algorithm too weak/i.test(messageOf(cause)) ? "weak" : "bad",
      cause,
    };
  }
  try {
    // Until here the key was only known to have been valid when it signed.
    await key.getSigningKey(result.keyID, now);
  } catch (cause) {
    return { failure: "expired", cause };
  }
  return { signer: key.getFingerprint().toUpperCase() };
}

/** Certifications and standalone signatures say nothing about the text beside them. */
async function isOverText(result: VerificationResult): Promise<boolean> {
  const { enums } = await import("openpgp");
  const { packets } = await result.signature;
  const over: (number | null | undefined)[] = [enums.signature.binary, enums.signature.text];
  return packets.length === 1 && over.includes(packets[0]?.signatureType);
}

/** From the worst: what is told is the first of these that happened. */
const refusals: readonly { failure: Failure; code: string; message: string; hint: string }[] = [
  {
    failure: "bad",
    code: "RELEASE_BAD_SIGNATURE",
    message: "its signature is not good: it was changed after Debian signed it",
    hint: "Do not use this mirror, or find the proxy that changes what it serves. A wrong clock can also be the reason.",
  },
  {
    failure: "weak",
    code: "RELEASE_WEAK_HASH",
    message: "it is signed with a hash algorithm that can be forged",
    hint: "Use a mirror of Debian itself.",
  },
  {
    failure: "expired",
    code: "RELEASE_KEY_EXPIRED",
    message: "the key that signed it has expired",
    hint: "Check this machine's clock; a newer cooper may know the archive's newer keys.",
  },
  {
    failure: "unknown",
    code: "RELEASE_UNKNOWN_KEY",
    message: "none of the keys that cooper trusts for it has signed it",
    hint: "Use a mirror of Debian itself; a newer cooper may know the archive's newer keys.",
  },
];

function refusal(outcomes: readonly Outcome[], where: string): CooperError {
  const failures = outcomes.filter((outcome) => "failure" in outcome);
  const worst = refusals.find(({ failure }) => failures.some((other) => other.failure === failure));
  const { code, message, hint } = worst ?? (refusals.at(-1) as (typeof refusals)[number]);
  const cause = failures.find(({ failure }) => failure === worst?.failure)?.cause;
  return new CooperError(message, { code, where, hint, cause });
}
