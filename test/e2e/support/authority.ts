import { join } from "node:path";
import { run } from "../../../src/core/process.ts";
import { type Owner, temporaryFolder } from "./workspace.ts";

/** Paths of the certificate of a private authority, and of what it has signed for one host, with its key. */
export interface PrivateAuthority {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority of its own that has signed a certificate for a host. Needs `openssl`. */
export async function privateAuthority(owner: Owner, host: string): Promise<PrivateAuthority> {
  const folder = await temporaryFolder(owner);
  const path = (name: string) => join(folder, name);
  const request = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
  ];
  const authority = [
    "-keyout",
    path("ca.key"),
    "-out",
    path("ca.pem"),
    "-subj",
    "/CN=An authority of the tests",
  ];
  await run("openssl", [...request, ...authority]);
  const signed = [
    "-CA",
    path("ca.pem"),
    "-CAkey",
    path("ca.key"),
    "-addext",
    "basicConstraints=critical,CA:false",
  ];
  const server = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  await run("openssl", [
    ...request,
    ...signed,
    ...server,
    "-keyout",
    path("key.pem"),
    "-out",
    path("cert.pem"),
  ]);
  return { authority: path("ca.pem"), certificate: path("cert.pem"), key: path("key.pem") };
}
