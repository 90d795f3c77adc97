/** The folders above a path with `/`, nearest first: `a/b` and `a` for `a/b/c`. */
export function* parentsOf(path: string): Generator<string, void> {
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    yield path.slice(0, end);
  }
}
