import * as v from "valibot";
import { digestFromHex } from "../../../oci/digest.ts";
import type { Candidate } from "./candidate.ts";

const page = v.object({
  files: v.array(
    v.object({
      filename: v.string(),
      url: v.string(),
      hashes: v.optional(v.record(v.string(), v.string()), {}),
      size: v.nullish(v.number()),
      "requires-python": v.nullish(v.string()),
    }),
  ),
});

/** The files on a project's page in JSON; relative URLs start at the page. Source: PEP 691, PEP 700. */
export function parseSimpleJson(text: string, base: string): Candidate[] {
  return v.parse(page, JSON.parse(text)).files.map((file) => {
    const { sha256 } = file.hashes;
    return {
      filename: file.filename,
      url: new URL(file.url, base).href,
      digest: sha256 === undefined ? undefined : digestFromHex(sha256, base),
      size: file.size ?? undefined,
      requiresPython: file["requires-python"] ?? undefined,
    };
  });
}
