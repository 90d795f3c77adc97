import { pyServiceImage } from "cooper";

export default pyServiceImage({
  name: "lucid-api",
  base: "//libs/lucid-base",
  main: "main.py",
  ports: [8080],
  healthcheck: { http: "/health", port: 8080 },
  budget: "95MB",
});
