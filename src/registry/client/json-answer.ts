import { CooperError } from "../../core/error.ts";
import type { HttpAnswer } from "../../core/http-send.ts";

/** The object that an answer holds as JSON. `what` says what it should be. Fails with `REGISTRY_PROTOCOL`. */
export function jsonObject(
  raw: Uint8Array,
  { url }: Pick<HttpAnswer, "url">,
  what: string,
): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(String(raw));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below: what is no JSON and what is no object have the same remedy.
  }
  throw new CooperError(`${url.host} answered with something else than ${what}`, {
    code: "REGISTRY_PROTOCOL",
    where: url.origin + url.pathname,
    hint: "Check the registry's address: a web server answers there, but perhaps no registry.",
  });
}
