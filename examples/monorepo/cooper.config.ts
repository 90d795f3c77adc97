import { defineWorkspace, ghcr } from "cooper";

export default defineWorkspace({
  registry: ghcr("albeorla"),
  platforms: ["linux/amd64", "linux/arm64"],
});
