import { define } from "../../../workspace/define.ts";
import type { Definition } from "../../../workspace/definition.ts";
import type { PyImageFields, PyServiceImageFields } from "./fields.ts";
import { pyImageSchema, pyServiceImageSchema } from "./schema.ts";

/**
 * An image with Python: a job, a tool, or a base with dependencies that several services share.
 *
 * ```ts
 * export default pyImage({ name: "lucid-base", deps: "requirements_lock.txt" });
 * ```
 */
export function pyImage(fields: PyImageFields): Definition {
  return define("python", pyImageSchema, fields);
}

/**
 * A service in Python: runs as user 65532 on a base without a shell, and listens on `ports`.
 *
 * ```ts
 * export default pyServiceImage({
 *   name: "todost",
 *   main: "main.py",
 *   deps: "requirements_lock.txt",
 *   ports: [8000],
 *   healthcheck: { http: "/health" },
 * });
 * ```
 */
export function pyServiceImage(fields: PyServiceImageFields): Definition {
  return define("python", pyServiceImageSchema, fields);
}
