import * as v from "valibot";
import { parseSize } from "../core/bytesize.ts";
import { parseDuration } from "../core/duration.ts";
import { parsePlatform } from "../oci/platform.ts";
import { accepts, argument, commandLine, nonEmptyText } from "./schema-pieces.ts";

const variableName = v.pipe(nonEmptyText, v.excludes("=", 'must not have "=" in its name'));
const port = v.pipe(
  v.number(),
  v.check((n) => Number.isInteger(n) && n >= 1 && n <= 65535, "must be a port between 1 and 65535"),
);
const duration = v.pipe(
  v.string(),
  v.check(accepts(parseDuration), 'must be a duration such as "30s", "1m30s" or "500ms"'),
);
/** Of engines, 0 is the word for what they do unasked. */
const someTime = v.pipe(
  duration,
  v.check((given) => !accepts(parseDuration)(given) || parseDuration(given) >= 1, "must be at least 1ms"),
);
const probes = ["http", "tcp", "command"] as const;

const healthcheck = v.pipe(
  v.strictObject({
    http: v.optional(
      v.pipe(
        v.string(),
        v.startsWith("/", "must be a path that starts with /"),
        v.regex(/^[!-~]*$/, "must be written as in a URL: %20 for a space"),
      ),
    ),
    port: v.optional(port),
    tcp: v.optional(port),
    command: v.optional(commandLine),
    interval: v.optional(someTime),
    timeout: v.optional(someTime),
    startPeriod: v.optional(duration),
    retries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1, "must be at least 1"))),
  }),
  v.check(
    (check) => probes.filter((probe) => check[probe] !== undefined).length === 1,
    "must say exactly one of http, tcp and command",
  ),
  v.check(
    (check) => check.port === undefined || check.http !== undefined,
    "has a port beside http only: write { tcp: 8000 }",
  ),
);

/** What images of every kind may say, as {@link CommonFields} has it: to be spread into the schema of a kind. */
export const commonEntries = {
  name: v.pipe(
    v.string(),
    v.regex(
      /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/,
      "must be lower case letters and digits, with ., _ or - between them",
    ),
  ),
  base: v.optional(nonEmptyText),
  env: v.optional(v.record(variableName, argument)),
  labels: v.optional(v.record(nonEmptyText, v.string())),
  ports: v.optional(v.array(port)),
  healthcheck: v.optional(healthcheck),
  budget: v.optional(v.pipe(v.string(), v.check(accepts(parseSize), 'must be a size such as "100MB"'))),
  platforms: v.optional(
    v.pipe(
      v.array(
        v.pipe(v.string(), v.check(accepts(parsePlatform), 'must be a platform such as "linux/arm64"')),
      ),
      v.minLength(1, "must name a platform"),
    ),
  ),
  user: v.optional(
    v.pipe(v.string(), v.regex(/^\d+(?::\d+)?$/, 'must be numeric, such as "65532" or "65532:65532"')),
  ),
  workdir: v.optional(v.pipe(argument, v.startsWith("/", "must be an absolute path"))),
  entrypoint: v.optional(commandLine),
  args: v.optional(v.array(argument)),
} as const;
