import { parseDuration } from "../core/duration.ts";
import { UsageError } from "../core/error.ts";
import type { HealthcheckSettings } from "../oci/image-settings.ts";
import type { Definition, Healthcheck } from "../workspace/definition.ts";
import { placeInDefinition } from "../workspace/field-place.ts";
import { probePath } from "./probe-layer.ts";

/** Between checks where a definition says nothing: engines wait 30 s, and for so long a start would look unfinished. */
const usualInterval = "10s";

/** Whether a definition's health check runs cooper's probe, so that the image needs its layer. */
export function needsProbe({ fields }: Definition): boolean {
  return fields.healthcheck !== undefined && !("command" in fields.healthcheck);
}

/** The health check as an image config has it. Throws `HEALTHCHECK_PORT` where it is not clear which port is meant. */
export function healthConfig(definition: Definition): HealthcheckSettings | undefined {
  const check = definition.fields.healthcheck;
  if (!check) return undefined;
  return {
    test: ["CMD", ...commandOf(check, definition)],
    interval: nanoseconds(check.interval ?? usualInterval),
    timeout: nanoseconds(check.timeout),
    startPeriod: nanoseconds(check.startPeriod),
    retries: check.retries,
  };
}

function commandOf(check: Healthcheck, definition: Definition): readonly string[] {
  if ("command" in check) return check.command;
  if ("tcp" in check) return [probePath, "tcp", String(check.tcp)];
  return [probePath, "http", String(check.port ?? onlyPort(definition)), check.http];
}

function onlyPort(definition: Definition): number {
  const [port, ...more] = definition.fields.ports ?? [];
  if (port !== undefined && more.length === 0) return port;
  throw new UsageError("the health check does not say which port to ask", {
    code: "HEALTHCHECK_PORT",
    where: placeInDefinition(definition, "healthcheck"),
    hint: 'Write healthcheck: { http: "/health", port: 8000 }, or list exactly one port in ports.',
  });
}

function nanoseconds(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : parseDuration(duration) * 1_000_000;
}
