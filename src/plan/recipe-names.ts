/** What planning must know of the recipes, without knowing how bases are made. */
export interface RecipeNames {
  /** Whether an image may name this recipe. */
  has(name: string): boolean;
  /** For suggestions. */
  readonly names: Iterable<string>;
}
