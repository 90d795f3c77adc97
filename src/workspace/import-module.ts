/** Imports an ES module by its URL. A module of its own, since the packaged code cannot (see `cli/packaged.ts`). */
export function importModule(url: string): Promise<Record<string, unknown>> {
  return import(url);
}
