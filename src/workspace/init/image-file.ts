import type { Start } from "./start.ts";

/** A service as its `image.ts` will describe it. */
export interface ProposedImage extends Start {
  readonly name: string;
  readonly deps?: string | undefined;
  readonly base?: string | undefined;
  /** Nothing where it listens nowhere. */
  readonly port: number | undefined;
  /** Path that answers when the service is well; a connection is enough where there is none. */
  readonly healthPath?: string | undefined;
}

/** The text of an `image.ts`. */
export function imageFile(image: ProposedImage): string {
  const { name, main, module, entrypoint, args, deps, libs, srcs, base, port, healthPath } = image;
  const macro = port === undefined ? "pyImage" : "pyServiceImage";
  const fields = {
    ...{ name, main, module, entrypoint, args, deps, libs, srcs, base },
    ports: port && [port],
    healthcheck: port && (healthPath ? { http: healthPath, port } : { tcp: port }),
  };
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : `  ${key}: ${literal(value)},`,
  );
  return [`import { ${macro} } from "cooper";`, "", `export default ${macro}({`, ...lines, "});", ""].join(
    "\n",
  );
}

/** The text of a `cooper.config.ts`. */
export function configFile(owner: string | undefined): string {
  const imports = owner ? "defineWorkspace, ghcr" : "defineWorkspace";
  const registry = owner ? [`  registry: ghcr(${literal(owner)}),`] : [];
  const platforms = '  platforms: ["linux/amd64", "linux/arm64"],';
  return [
    `import { ${imports} } from "cooper";`,
    "",
    "export default defineWorkspace({",
    ...registry,
    platforms,
    "});",
    "",
  ].join("\n");
}

/** A value as formatters leave it on one line. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${literal(inner)}`)
    .join(", ")} }`;
}
