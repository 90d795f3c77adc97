import type { LanguageBuilder } from "../../../plan/builder.ts";

/** Packs Python: see `PyImageFields`. What does the work is loaded when there is some. */
export const pythonBuilder: LanguageBuilder = {
  kind: "python",
  version: 2,
  defaultBase: "distroless_python_nonroot",
  inputs: async (target) => (await import("./inputs.ts")).pythonInputs(target),
  plan: async (request) => (await import("./plan-image.ts")).planImage(request),
};
