import { pyServiceImage } from "cooper";

export default pyServiceImage({
  name: "todost",
  main: "main.py",
  deps: "requirements_lock.txt",
  base: "distroless_python_nonroot",
  configs: ["config.yaml"],
  env: { LOG_LEVEL: "INFO" },
  ports: [8000],
  healthcheck: { http: "/health", port: 8000 },
  labels: { "org.opencontainers.image.description": "Tasks, one a line" },
  budget: "100MB",
});
