import { CooperError, codeOf, messageOf } from "./error.ts";
import { redactUrl } from "./redact.ts";

const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(VERIFY|GET_ISSUER)|HOSTNAME_MISMATCH|EPROTO$)/;

/** Whether a connection failed because of TLS: no second try helps. */
export function isTlsFailure(cause: unknown): boolean {
  return tlsCode.test(codeOf(cause) ?? "");
}

/** `TLS_FAILURE`, with the remedy for what is wrong with the certificate. */
export function tlsFailure(url: URL, cause: unknown): CooperError {
  const name = codeOf(cause) ?? messageOf(cause);
  return new CooperError(`there is no secure connection to ${url.host}: ${name}`, {
    code: "TLS_FAILURE",
    where: redactUrl(url),
    cause,
    hint: remedies.find(([pattern]) => pattern.test(name))?.[1] ?? distrusted,
  });
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/ALTNAME|HOSTNAME/, "Its certificate is for another host: check the address."],
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/,
    "Check the clock of this machine; else the server needs a new certificate.",
  ],
  [
    /^(ERR_SSL_|EPROTO$)/,
    "Perhaps it does not speak TLS: check the port, or name a registry without TLS in COOPER_INSECURE_REGISTRIES.",
  ],
];

const distrusted =
  "Where a private authority signed its certificate, name that authority's file in NODE_EXTRA_CA_CERTS or SSL_CERT_FILE.";
