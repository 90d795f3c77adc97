import { CooperError } from "../core/error.ts";
import { pythonBuilder } from "../languages/python/image/builder.ts";
import type { LanguageBuilder } from "../plan/builder.ts";

/** Every language that cooper packs. */
const builders: readonly LanguageBuilder[] = [pythonBuilder];

/** The builder for definitions of a kind. */
export function builderOf(kind: string): LanguageBuilder {
  const builder = builders.find((one) => one.kind === kind);
  if (builder) return builder;
  throw new CooperError(`no builder knows images of the kind "${kind}"`, {
    code: "UNKNOWN_KIND",
    hint: `This cooper packs ${builders.map((one) => one.kind).join(", ")}. Update it, or check who made the definition.`,
  });
}
