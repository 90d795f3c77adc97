import { pyServiceImage } from "cooper";

export default pyServiceImage({
  name: "hello_python",
  main: "main.py",
  ports: [8000],
  healthcheck: { http: "/health", port: 8000 },
  labels: { "org.opencontainers.image.description": "The smallest service" },
  budget: "50MB",
});
