import * as v from "valibot";
import { commonEntries } from "../../../workspace/common-fields.ts";
import { nonEmptyText } from "../../../workspace/schema-pieces.ts";

const texts = v.optional(v.array(nonEmptyText));
const workspaceFolder = v.pipe(
  v.string(),
  v.startsWith("//", "must name a folder of the workspace: //libs/shared"),
);

const entries = {
  ...commonEntries,
  main: v.optional(v.pipe(nonEmptyText, v.endsWith(".py", 'must be a file of Python such as "main.py"'))),
  module: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[^\W\d]\w*(?:\.[^\W\d]\w*)*$/u, 'must be a module such as "todost.server"'),
      v.regex(/(?<!\.py)$/, "must be a module: a file is named by main"),
    ),
  ),
  deps: v.optional(nonEmptyText),
  extras: texts,
  groups: texts,
  srcs: texts,
  configs: texts,
  data: texts,
  libs: v.optional(v.array(workspaceFolder)),
  bytecode: v.optional(v.boolean()),
  allowSecrets: texts,
} as const;

interface Start {
  readonly main?: string | undefined;
  readonly module?: string | undefined;
}

const startsOnce = ({ main, module }: Start) => main === undefined || module === undefined;
const twoStarts = "has both main and module: one of them starts the container";

/** Of `PyImageFields`. */
export const pyImageSchema = v.pipe(
  v.strictObject(entries),
  v.check((fields) => startsOnce(fields), twoStarts),
);

/** Of `PyServiceImageFields`. */
export const pyServiceImageSchema = v.pipe(
  v.strictObject({
    ...entries,
    ports: v.pipe(v.array(commonEntries.ports.wrapped.item), v.minLength(1, "must name a port")),
  }),
  v.check((fields) => startsOnce(fields), twoStarts),
  v.check(
    ({ main, module, entrypoint }) => (main ?? module ?? entrypoint) !== undefined,
    'needs main: "main.py", module: "…" or an entrypoint, to have something to run',
  ),
);
