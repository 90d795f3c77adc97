import { dockerHubHosts } from "./origin.ts";

/** A registry service with habits of its own. */
export type RegistryKind = "ghcr" | "docker-hub" | "ecr" | "google" | "azure" | "other";

const kinds: readonly (readonly [RegistryKind, RegExp])[] = [
  ["ghcr", /^ghcr\.io$/],
  ["ecr", /^(public\.ecr\.aws|\d+\.dkr[.-]ecr(-fips)?\..*)$/],
  ["google", /^(([a-z0-9-]+\.)?gcr\.io|[a-z0-9-]+-docker\.pkg\.dev)$/],
  ["azure", /^[a-z0-9-]+\.azurecr\.(io|cn|us)$/],
];

/** Which service a registry belongs to, by its host. */
export function kindOf(registry: string): RegistryKind {
  if (dockerHubHosts.includes(registry)) return "docker-hub";
  return kinds.find(([, pattern]) => pattern.test(registry))?.[0] ?? "other";
}

/** How to get a login for a registry, as a sentence. */
export function loginRemedy(registry: string): string {
  const remedies: Readonly<Record<RegistryKind, string>> = {
    ghcr: "Run `cooper login ghcr.io` with a token that has write:packages, or set GITHUB_TOKEN.",
    "docker-hub": "Run `cooper login docker.io` with an access token of your account.",
    ecr: `Run \`aws ecr get-login-password | cooper login ${registry} --username AWS --password-stdin\`, or set up docker-credential-ecr-login.`,
    google: `Run \`gcloud auth configure-docker ${registry}\`.`,
    azure: `Run \`az acr login --name ${registry.split(".")[0]}\`.`,
    other: `Run \`cooper login ${registry}\`.`,
  };
  return remedies[kindOf(registry)];
}

/** What may be wrong where a login is good but something is refused, as a sentence. */
export function denialRemedy(registry: string): string {
  const remedies: Partial<Record<RegistryKind, string>> = {
    ghcr: "Check that the token has write:packages (to delete: delete:packages) and that the package grants this repository access.",
    ecr: "Check the IAM policy of this role.",
    google: "Check that this account may write to the repository (roles/artifactregistry.writer).",
  };
  return (
    remedies[kindOf(registry)] ??
    "Ask whoever owns the repository for access, or log in as someone who has it."
  );
}

/** What may be wrong where a repository does not exist, as a sentence. */
export function absenceRemedy(registry: string): string {
  if (kindOf(registry) === "ecr")
    return "Create it first (`aws ecr create-repository`): ECR does not by itself.";
  if (kindOf(registry) === "google") return "Create it first (`gcloud artifacts repositories create`).";
  return "Check the spelling; a private repository looks absent to those without access.";
}
