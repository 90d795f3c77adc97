/** One file, link or device as the uppermost layer that has it says. */
export interface TreeFile<T> {
  readonly path: string;
  /** Position of the layer, 0 the lowest. */
  readonly layer: number;
  readonly fact: T;
}

/** A file of a lower layer that no container sees any more. */
export interface HiddenFile<T> extends TreeFile<T> {
  /** Position of the layer that hides it. */
  readonly by: number;
  /** Another file took its place, or a whiteout removed it. */
  readonly how: "replaced" | "removed";
}

interface Node<T> {
  file?: TreeFile<T>;
  children?: Map<string, Node<T>>;
}

const whiteout = ".wh.";
const opaque = ".wh..wh..opq";

/** Whether an entry of a layer only says that something below it is gone. */
export function isWhiteout(path: string): boolean {
  return path.slice(path.lastIndexOf("/") + 1).startsWith(whiteout);
}

/**
 * The files that a container sees, found by laying layers on each other. Directories hold files and are none
 * themselves. Source: OCI image specification, layer.md, "Applying Changesets".
 */
export class FileTree<T> {
  readonly #root: Node<T> = {};
  readonly #hidden: HiddenFile<T>[] = [];

  /** What lower layers had and upper ones took away, in the order in which that happened. */
  get hidden(): readonly HiddenFile<T>[] {
    return this.#hidden;
  }

  /** Lays one entry of a layer on what is there. Layers come from the lowest up. `fact` is absent for directories. */
  add(path: string, layer: number, fact?: T): void {
    const parts = path === "" ? [] : path.split("/");
    const name = parts.pop() ?? "";
    const parent = parts.reduce((node, part) => this.#enter(node, part, layer), this.#root);
    if (name === opaque) this.#hideBelow(parent, layer, "removed");
    else if (name.startsWith(whiteout)) this.#remove(parent, name.slice(whiteout.length), layer);
    else if (fact === undefined) this.#enter(parent, name, layer);
    else this.#place(parent, name, { path, layer, fact });
  }

  /** Every visible file, parents' names before children's, sorted by code units within each directory. */
  *files(): Generator<TreeFile<T>> {
    yield* filesOf(this.#root);
  }

  /** A directory; what was a file there is one no more. */
  #enter(node: Node<T>, name: string, layer: number): Node<T> {
    if (name === "") return node;
    node.children ??= new Map();
    const child = node.children.get(name) ?? {};
    node.children.set(name, child);
    this.#hide(child, layer, "replaced");
    return child;
  }

  #place(parent: Node<T>, name: string, file: TreeFile<T>): void {
    const node = this.#enter(parent, name, file.layer);
    this.#hideBelow(node, file.layer, "replaced");
    node.file = file;
  }

  #remove(parent: Node<T>, name: string, layer: number): void {
    const node = parent.children?.get(name);
    if (!node) return;
    this.#hide(node, layer, "removed");
    this.#hideBelow(node, layer, "removed");
  }

  #hideBelow(node: Node<T>, layer: number, how: HiddenFile<T>["how"]): void {
    for (const child of node.children?.values() ?? []) {
      this.#hide(child, layer, how);
      this.#hideBelow(child, layer, how);
    }
  }

  /** A layer's own files are not hidden by its whiteouts, wherever in the tar those stand. */
  #hide(node: Node<T>, layer: number, how: HiddenFile<T>["how"]): void {
    if (!node.file || (how === "removed" && node.file.layer === layer)) return;
    if (node.file.layer !== layer) this.#hidden.push({ ...node.file, by: layer, how });
    delete node.file;
  }
}

function* filesOf<T>(node: Node<T>): Generator<TreeFile<T>> {
  if (node.file) yield node.file;
  const names = [...(node.children?.keys() ?? [])].sort();
  for (const name of names) yield* filesOf(node.children?.get(name) as Node<T>);
}
