import { madeLink } from "../made-entry.ts";
import { bundlePath } from "./ca-bundle.ts";
import type { Script } from "./script.ts";

/**
 * OpenSSL's own folder, which Debian puts into the package of its command. With it, programs whose environment lacks
 * `SSL_CERT_FILE` find the certificates too.
 */
export const openssl: Script = async () => [
  madeLink("usr/lib/ssl/cert.pem", `/${bundlePath}`),
  madeLink("usr/lib/ssl/certs", "/etc/ssl/certs"),
];
