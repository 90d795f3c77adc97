import type { RootFolder } from "../../store/root-folder.ts";
import type { Catalog } from "./catalog.ts";
import { emptyRepository, type Repository } from "./repository.ts";

/** Repositories that can be pushed to. */
export interface Repositories extends Catalog {
  /** Puts what `change` makes of a repository in its place; nobody else changes it meanwhile. */
  change(name: string, change: (before: Repository) => Repository | Promise<Repository>): Promise<void>;
}

/** The repositories that a store keeps. Several processes may serve the same ones. */
export function repositoriesIn(folder: RootFolder): Repositories {
  return {
    get: (name) => folder.get<Repository>(name),
    names: () => folder.keys(),
    change: (name, change) => folder.change<Repository>(name, (before = emptyRepository) => change(before)),
  };
}
