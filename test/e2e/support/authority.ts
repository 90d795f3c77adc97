import { join } from "node:path";
import { run } from "../../../src/core/process.ts";
import { type Owner, temporaryFolder } from "./workspace.ts";

/** Paths of the certificate of a private authority, and of what it has signed for one host, with its key. */
export interface PrivateAuthority {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A key and a certificate for it. Source: openssl-req(1). */
const request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2".split(" ");

/** Makes an authority of its own that has signed a certificate for a host. Needs `openssl`. */
export async function privateAuthority(owner: Owner, host: string): Promise<PrivateAuthority> {
  const folder = await temporaryFolder(owner);
  const certify = async (name: string, subject: string, options: readonly string[] = []) => {
    const [key, certificate] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
    const files = ["-keyout", key, "-out", certificate];
    await run("openssl", [...request, ...files, "-subj", `/CN=${subject}`, ...options]);
    return { key, certificate };
  };
  const authority = await certify("ca", "An authority of the tests");
  const server = await certify("server", host, [
    ...["-CA", authority.certificate, "-CAkey", authority.key],
    ...["-addext", "basicConstraints=critical,CA:false"],
    ...["-addext", `subjectAltName=DNS:${host}`],
  ]);
  return { authority: authority.certificate, ...server };
}
