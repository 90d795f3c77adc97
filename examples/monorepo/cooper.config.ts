import { defineWorkspace, ghcr } from "cooper";

export default defineWorkspace({
  registry: ghcr("albeorla"),
  environments: { dev: ghcr("albeorla/dev"), prod: ghcr("albeorla") },
  platforms: ["linux/amd64", "linux/arm64"],
});
