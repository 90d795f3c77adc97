import { basename, dirname } from "node:path";

interface NameRule {
  readonly kind: string;
  readonly name: RegExp;
  /** Name of the folder in which such a file lies, where the file's name alone says too little. */
  readonly folder?: string;
}

const rules: readonly NameRule[] = [
  { kind: "an environment file", name: /^\.env(\..+)?$/ },
  { kind: "an environment file", name: /^\.envrc$/ },
  { kind: "an SSH private key", name: /^id_(rsa|dsa|ecdsa|ecdsa_sk|ed25519|ed25519_sk)$/ },
  { kind: "passwords for hosts", name: /^[._]netrc$/ },
  { kind: "passwords for package indexes", name: /^\.pypirc$/ },
  { kind: "passwords for databases", name: /^\.pgpass$/ },
  { kind: "git passwords", name: /^\.git-credentials$/ },
  { kind: "password hashes", name: /^\.htpasswd$/ },
  { kind: "access to a Kubernetes cluster", name: /^(kubeconfig|.+\.kubeconfig)$/ },
  { kind: "access to a Kubernetes cluster", name: /^config$/, folder: ".kube" },
  { kind: "access to AWS", name: /^credentials$/, folder: ".aws" },
  { kind: "passwords for registries", name: /^config\.json$/, folder: ".docker" },
  { kind: "passwords for registries", name: /^\.dockercfg$/ },
  {
    kind: "cloud credentials",
    name: /^(client_secret.*|application_default_credentials|credentials)\.json$/,
  },
  { kind: "a service account's key", name: /^service[-_]?account([-_]?key)?\.json$/ },
  { kind: "Terraform state, which holds secrets", name: /\.tfstate(\.backup)?$/ },
  { kind: "a store of private keys", name: /\.(p12|pfx|jks|keystore|kdbx)$/ },
  { kind: "a PuTTY private key", name: /\.ppk$/ },
];

/** Files that show which settings there are, without their values. */
const example = /(^|[._-])(example|sample|template|dist|defaults?)([._-]|$)/;

/**
 * What a file with this path most likely holds that must not be in an image; nothing where its name is
 * harmless.
 */
export function secretName(path: string): string | undefined {
  const name = basename(path);
  if (example.test(name.toLowerCase())) return undefined;
  const folder = basename(dirname(path));
  const found = rules.find((rule) => rule.name.test(name) && (rule.folder ?? folder) === folder);
  return found?.kind;
}
